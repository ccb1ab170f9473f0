from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, text

from tests.racing import at_once
from visualgen.accounts import service, signing_in
from visualgen.accounts.caller import Caller
from visualgen.accounts.letting_in import KEPT, Doorman
from visualgen.accounts.local import local_key
from visualgen.accounts.scopes import ROLES, Role, Scope, scopes_of
from visualgen.errors import Conflict, InputError, NotAllowed, NotFound, NotSignedIn, UnknownName
from visualgen.settings import Settings
from visualgen.store.database import Database

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


@dataclass
class Watch:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


def _text_of_every_table(database: Database) -> str:
    with database.read() as session:
        return "".join(
            str(session.execute(text(f"SELECT * FROM {table}")).all())
            for table in ("organisations", "brands", "people", "sign_ins", "sign_in_links", "api_keys")
        )


def test_a_fresh_laptop_gets_an_owner_and_a_brand_for_each_kit(database: Database) -> None:
    organisation, owner = service.ensure_home(database, ["levain", "prise"], NOW)
    again, same = service.ensure_home(database, ["levain", "prise", "appui"], NOW)
    assert (again.id, same.id) == (organisation.id, owner.id)
    _, secret = service.create_key(database, organisation.id, NOW, brand=None, scopes=["render"])
    caller = Doorman(database, Watch()).by_key(secret)
    assert caller is not None
    assert sorted(caller.brands) == ["appui", "levain", "prise"]
    assert caller.folder_kits == {"appui", "levain", "prise"}


def test_a_key_is_for_its_brand_and_its_scopes(database: Database) -> None:
    organisation, _ = service.ensure_home(database, ["levain", "prise"], NOW)
    key, secret = service.create_key(database, organisation.id, NOW, brand="levain", scopes=["render"], name="shop", rate=5)
    caller = Doorman(database, Watch()).by_key(secret)
    assert caller is not None
    assert (list(caller.brands), caller.scopes, caller.rate) == (["levain"], {Scope.READ, Scope.RENDER}, 5)
    assert (caller.brand_id(), caller.brand_id("levain")) == (key.brand_id, key.brand_id)
    caller.require(Scope.RENDER, Scope.READ)
    with pytest.raises(NotAllowed, match="'admin'"):
        caller.require(Scope.ADMIN)
    with pytest.raises(UnknownName) as caught:
        caller.brand_id("prise")
    assert "prise" not in caught.value.mend


def test_what_is_kept_of_secrets_does_not_give_them_away(database: Database) -> None:
    organisation, owner = service.ensure_home(database, [], NOW)
    key, secret = service.create_key(database, organisation.id, NOW, brand=None, scopes=[])
    link = signing_in.create_link(database, owner.id, NOW)
    session = signing_in.sign_in_by_link(database, signing_in.create_link(database, owner.id, NOW), NOW)
    signing_in.set_password(database, owner.id, "une longue phrase")
    kept = _text_of_every_table(database)
    assert not any(word in kept for word in (secret, link, session, "une longue phrase"))
    assert secret.startswith(key.shown)
    assert len(key.shown) < 12


def test_a_revoked_key_is_useless(database: Database) -> None:
    organisation, _ = service.ensure_home(database, [], NOW)
    key, secret = service.create_key(database, organisation.id, NOW, brand=None, scopes=[])
    watch = Watch()
    here, elsewhere = Doorman(database, watch), Doorman(database, watch)
    assert here.by_key(secret) is not None
    assert elsewhere.by_key(secret) is not None
    service.revoke_key(database, organisation.id, key.id, NOW)
    here.forget()
    assert here.by_key(secret) is None
    watch.now += KEPT + timedelta(seconds=1)
    assert elsewhere.by_key(secret) is None
    assert service.revoke_key(database, organisation.id, key.id, NOW + timedelta(days=1)).revoked_at == NOW


def test_another_organisations_key_cannot_be_revoked(database: Database) -> None:
    organisation, _ = service.ensure_home(database, [], NOW)
    key, _ = service.create_key(database, organisation.id, NOW, brand=None, scopes=[])
    stranger = service.create_person(database, "ana@example.org", NOW, organisation="Agence", role="owner")
    with pytest.raises(NotFound):
        service.revoke_key(database, stranger.organisation_id, key.id, NOW)


def test_the_last_use_of_a_key_is_known_to_the_minute(database: Database) -> None:
    organisation, _ = service.ensure_home(database, [], NOW)
    _, secret = service.create_key(database, organisation.id, NOW, brand=None, scopes=[])
    watch = Watch()
    doorman = Doorman(database, watch)
    for seconds in (0, 10, 20, 90):
        watch.now = NOW + timedelta(seconds=seconds)
        doorman.by_key(secret)
    with database.read() as session:
        assert service.repository.keys_of(session, organisation.id)[0].used_at == NOW + timedelta(seconds=90)


def test_nonsense_lets_nobody_in(database: Database) -> None:
    doorman = Doorman(database, Watch())
    for secret in ("", "vg_", "vg_nonsense", "Bearer", "vg_\x00", "vg_\ud800", "é" * 5000):
        assert doorman.by_key(secret) is None
        assert doorman.by_session(secret) is None


def test_a_busy_key_costs_no_query_a_call(database: Database) -> None:
    organisation, _ = service.ensure_home(database, [], NOW)
    _, secret = service.create_key(database, organisation.id, NOW, brand=None, scopes=[])
    doorman = Doorman(database, Watch())
    caller = doorman.by_key(secret)
    queries: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *arguments: queries.append(arguments[2]))
    assert doorman.known(secret) is caller
    assert doorman.by_key(secret) is caller
    assert queries == []


def test_a_key_cannot_do_more_than_who_makes_it(database: Database) -> None:
    organisation, _ = service.ensure_home(database, [], NOW)
    with pytest.raises(InputError, match="more than who makes it"):
        service.create_key(database, organisation.id, NOW, brand=None, scopes=["admin"], granted=ROLES[Role.EDITOR])
    with pytest.raises(UnknownName, match="'fly'"):
        scopes_of(["fly"])
    with pytest.raises(UnknownName, match="'nowhere'"):
        service.create_key(database, organisation.id, NOW, brand="nowhere", scopes=[])


def test_people_come_in_by_a_link_once(database: Database) -> None:
    person = service.create_person(database, " Ana@Example.org ", NOW, organisation="Agence", role="editor", name="Ana")
    assert person.email == "ana@example.org"
    link = signing_in.create_link(database, person.id, NOW)
    token = signing_in.sign_in_by_link(database, link, NOW)
    caller = Doorman(database, Watch()).by_session(token)
    assert caller is not None
    assert (caller.person_id, caller.scopes) == (person.id, ROLES[Role.EDITOR])
    with pytest.raises(NotSignedIn, match="used or has expired"):
        signing_in.sign_in_by_link(database, link, NOW)
    late = signing_in.create_link(database, person.id, NOW, timedelta(minutes=5))
    with pytest.raises(NotSignedIn):
        signing_in.sign_in_by_link(database, late, NOW + timedelta(minutes=5))


def test_people_come_in_by_password(database: Database) -> None:
    person = service.create_person(database, "ana@example.org", NOW, organisation=None, role="owner")
    with pytest.raises(NotSignedIn) as nobody:
        signing_in.sign_in_by_password(database, "ana@example.org", "", NOW)
    for short_or_long in ("court", "x" * 257):
        with pytest.raises(InputError):
            signing_in.set_password(database, person.id, short_or_long)
    old = signing_in.sign_in_by_link(database, signing_in.create_link(database, person.id, NOW), NOW)
    signing_in.set_password(database, person.id, "une longue phrase")
    token = signing_in.sign_in_by_password(database, "ANA@example.org", "une longue phrase", NOW)
    doorman = Doorman(database, Watch())
    assert doorman.by_session(token) is not None
    assert doorman.by_session(old) is None
    with pytest.raises(NotSignedIn) as wrong:
        signing_in.sign_in_by_password(database, "ana@example.org", "une autre phrase", NOW)
    with pytest.raises(NotSignedIn) as unknown:
        signing_in.sign_in_by_password(database, "bob@example.org", "une longue phrase", NOW)
    assert str(nobody.value) == str(wrong.value) == str(unknown.value)
    signing_in.sign_out(database, token)
    doorman.forget()
    assert doorman.by_session(token) is None


def test_a_session_ends(database: Database) -> None:
    person = service.create_person(database, "ana@example.org", NOW, organisation=None, role="owner")
    watch = Watch()
    doorman = Doorman(database, watch)
    token = signing_in.sign_in_by_link(database, signing_in.create_link(database, person.id, NOW), NOW)
    watch.now = NOW + signing_in.SESSION
    assert doorman.by_session(token) is None


def test_names_are_checked(database: Database) -> None:
    organisation, _ = service.ensure_home(database, ["levain"], NOW)
    assert service.create_brand(database, organisation.id, "maison-2", "Maison", NOW).title == "Maison"
    for name in ("", "Levain", "a b", "../x", "-a", "a" * 64):
        with pytest.raises(InputError):
            service.create_brand(database, organisation.id, name, "", NOW)
    with pytest.raises(Conflict):
        service.create_brand(database, organisation.id, "levain", "", NOW)
    service.create_person(database, "ana@example.org", NOW, organisation=None, role="owner")
    with pytest.raises(Conflict):
        service.create_person(database, "ana@example.org", NOW, organisation="X", role="owner")
    with pytest.raises(InputError):
        service.create_person(database, "ana", NOW, organisation=None, role="owner")
    with pytest.raises(UnknownName):
        service.create_person(database, "bob@example.org", NOW, organisation=None, role="king")


def test_which_brand_is_meant() -> None:
    none = Caller("key:1", "o", {}, frozenset(), frozenset())
    two = Caller("key:1", "o", {"a": "1", "b": "2"}, frozenset(), frozenset())
    for caller in (none, two):
        with pytest.raises(InputError, match="which brand"):
            caller.brand_id()
    assert (two.brand_id("b"), two.brand_name("2"), two.brand_ids) == ("2", "b", ("1", "2"))


def test_services_that_begin_at_once_make_one_home(database: Database) -> None:
    found = at_once(4, lambda number: service.ensure_home(database, ["levain", f"kit-{number}"], NOW)[0].id)
    assert len(set(found)) == 1, found
    with database.read() as session:
        brands = session.scalars(text("SELECT name FROM brands ORDER BY name")).all()
        assert session.scalar(text("SELECT count(*) FROM people")) == 1
    assert brands == ["kit-0", "kit-1", "kit-2", "kit-3", "levain"]


def test_a_name_or_address_taken_at_once_goes_to_one(database: Database) -> None:
    organisation, _ = service.ensure_home(database, [], NOW)
    brands = at_once(4, lambda _: service.create_brand(database, organisation.id, "prise", "", NOW))
    people = at_once(4, lambda _: service.create_person(database, "ana@example.org", NOW, organisation="Agence", role="editor"))
    for found in (brands, people):
        assert [type(one) for one in found if isinstance(one, Exception)] == [Conflict] * 3
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM organisations WHERE name = 'Agence'")) == 1


def test_the_key_of_this_machine_is_written_once(database: Database, service_settings: Settings) -> None:
    organisation, _ = service.ensure_home(database, [], NOW)
    found = at_once(4, lambda _: local_key(database, service_settings, organisation.id, NOW))
    assert len(set(found)) == 1, found
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM api_keys")) == 1
