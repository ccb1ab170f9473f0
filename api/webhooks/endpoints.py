"""`/v1/webhooks`: addresses that are told of events, what was sent there, and sending it again."""

from __future__ import annotations

from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request, Response

from api.auth import needs
from api.contract import problems
from api.dependencies import ServiceHere
from api.ids import IdPath
from api.once import OnceRoute
from api.paging import PageHere, link_next
from api.webhooks.schemas import Message, MessageList, NewWebhook, Webhook, WebhookList, WebhookRequest
from visualgen.accounts.caller import Caller
from visualgen.accounts.scopes import Scope
from visualgen.errors import NotFound
from visualgen.webhooks import repository, service
from visualgen.webhooks.events import EVENTS
from visualgen.webhooks.model import MessageState, WebhookEndpoint, WebhookMessage

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks"], route_class=OnceRoute)
Admin = Annotated[Caller, needs(Scope.ADMIN)]


@router.get("", summary="List webhooks", responses=problems(422))
async def list_webhooks(request: Request, response: Response, caller: Admin, here: ServiceHere, page: PageHere) -> WebhookList:
    """Return the webhooks of the caller's brands."""

    def read() -> WebhookList:
        with here.database.read() as session:
            found = repository.endpoints(session, caller.brand_ids, cursor=page.cursor, limit=page.limit)
        return WebhookList(webhooks=[_shown(endpoint, caller) for endpoint in found.items], next=found.next)

    answer = await run_sync(read)
    link_next(request, response, answer.next)
    return answer


@router.post("", summary="Make a webhook", status_code=201, responses=problems(409, 413, 422))
async def create_webhook(body: WebhookRequest, caller: Admin, here: ServiceHere) -> NewWebhook:
    """Have an address told of events. The answer is the only one that shows its signing secret."""
    brand_id = caller.brand_id(body.brand)

    def make() -> NewWebhook:
        endpoint, secret = service.add_endpoint(
            here.database, here.vault, brand_id=brand_id, url=body.url, events=body.events, known=EVENTS, now=here.clock()
        )
        return NewWebhook(**_shown(endpoint, caller).model_dump(), secret=secret)

    return await run_sync(make)


@router.delete("/{id}", summary="Remove a webhook", status_code=204, responses=problems(404, 422))
async def delete_webhook(id: IdPath, caller: Admin, here: ServiceHere) -> Response:
    """Tell an address nothing more; what was to be sent there is dropped."""
    await run_sync(service.remove_endpoint, here.database, caller.brand_ids, id)
    return Response(status_code=204)


@router.post("/{id}/test", summary="Send a test message", status_code=202, responses=problems(404, 409, 422))
async def test_webhook(id: IdPath, caller: Admin, here: ServiceHere) -> Message:
    """Send a message `webhook.test` to the address."""
    return _message(await run_sync(service.write_test, here.database, caller.brand_ids, id, here.clock()))


@router.get("/{id}/messages", summary="List messages", responses=problems(404, 422))
async def list_messages(id: IdPath, request: Request, response: Response, caller: Admin, here: ServiceHere, page: PageHere) -> MessageList:
    """Return what was sent to an address in the last 30 days, and what waits."""

    def read() -> MessageList:
        with here.database.read() as session:
            if repository.endpoint(session, caller.brand_ids, id) is None:
                raise NotFound("there is no such webhook", mend="see the list of webhooks").french(
                    "ce webhook n’existe pas", "voyez la liste des webhooks"
                )
            found = repository.messages(session, id, cursor=page.cursor, limit=page.limit)
        return MessageList(messages=[_message(message) for message in found.items], next=found.next)

    answer = await run_sync(read)
    link_next(request, response, answer.next)
    return answer


@router.post("/{id}/messages/{message}/replay", summary="Send a message again", status_code=202, responses=problems(404, 409, 422))
async def replay_message(id: IdPath, message: IdPath, caller: Admin, here: ServiceHere) -> Message:
    """Send a message again, under its own id, however it went before."""
    return _message(await run_sync(service.send_again, here.database, caller.brand_ids, id, message, here.clock()))


def _shown(endpoint: WebhookEndpoint, caller: Caller) -> Webhook:
    return Webhook(
        id=endpoint.id,
        brand=caller.brand_name(endpoint.brand_id),
        url=endpoint.url,
        events=endpoint.events,
        created_at=endpoint.created_at,
    )


def _message(message: WebhookMessage) -> Message:
    return Message(
        id=message.id,
        event=message.event,
        state=MessageState(message.state).value,
        attempts=message.attempts,
        status=message.status,
        error=message.error,
        created_at=message.created_at,
        next_at=message.due_at if message.state == MessageState.WAITING else None,
        sent_at=message.sent_at,
        body=message.body,
    )
