"""Who calls: an organisation's person or key, the brands they may see, and what they may do there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from visualgen.accounts.scopes import Scope
from visualgen.errors import InputError, NotAllowed, UnknownName


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever was let in. `brands` maps the names of the brands they may act for to their ids; of any other brand they know nothing.

    `folder_kits` are those of these brands whose kit the operator keeps in a folder. `id` names the key or the person, for
    limits and logs. `whole_organisation`: they act for all of its brands, those to come too. `rate` is how many requests a
    second they may make; None: the service's own measure.
    """

    id: str
    organisation_id: str
    brands: Mapping[str, str]
    folder_kits: frozenset[str]
    scopes: frozenset[Scope]
    whole_organisation: bool = False
    key_id: str | None = None
    person_id: str | None = None
    rate: float | None = None

    @property
    def brand_ids(self) -> tuple[str, ...]:
        """The ids of every brand they may see, for queries: `where(Row.brand_id.in_(caller.brand_ids))`."""
        return tuple(self.brands.values())

    def require(self, *scopes: Scope) -> None:
        """Raise `NotAllowed` unless the caller has every one of `scopes`."""
        missing = [scope for scope in scopes if scope not in self.scopes]
        if missing:
            name = missing[0].value
            raise NotAllowed(f"this takes the scope {name!r}", mend="use a key, or sign in as someone, that has it", scope=name).french(
                f"il faut le droit {name}", "prenez une clé, ou connectez-vous comme quelqu’un, qui l’a"
            )

    def brand_id(self, name: str | None = None) -> str:
        """Return the id of the brand of that name; without a name, of the one brand there is.

        Raises `UnknownName` for a brand that is not theirs (or not there: it is the same to them), `InputError` where one must be named.
        """
        if name is not None:
            if name not in self.brands:
                raise UnknownName(
                    f"there is no brand {name!r}", mend="known: " + (", ".join(sorted(self.brands)) or "none"), brand=name
                ).french(f"il n’y a pas de marque « {name} »", "connues : " + (", ".join(sorted(self.brands)) or "aucune"))
            return self.brands[name]
        if len(self.brands) != 1:
            known = ", ".join(sorted(self.brands)) or "none"
            raise InputError("say for which brand this is", mend=f"give `brand`, one of: {known}").french(
                "dites pour quelle marque", f"donnez `brand`, l’une de : {known}"
            )
        return next(iter(self.brands.values()))

    def brand_name(self, brand_id: str) -> str:
        """Return the name of a brand of theirs. Raises `KeyError` for any other."""
        return next(name for name, known in self.brands.items() if known == brand_id)
