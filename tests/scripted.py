"""A scripted language model: an OpenAI-compatible server on a real loopback socket that answers, stalls, cuts and lies as told."""

import asyncio
import json
import re
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

USAGE = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}


@dataclass
class Step:
    """One reply. `tools` are (name, arguments or raw text); `cut` ends the stream after `after` deltas, cleanly or by a reset.

    `endless` streams the text, or comments where there is none, again and again; `media` is the content type of a raw body;
    "%n" in arguments becomes the number of the request.
    """

    text: str = ""
    tools: tuple[tuple[str, Any], ...] = ()
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    finish: str | None = None
    delay: float = 0.0
    wait: float = 0.0
    cut: str | None = None
    after: int = 1
    raw: str | None = None
    media: str = "text/event-stream"
    endless: bool = False
    refuses: str | None = None

    def calls(self, at: int) -> list[dict[str, Any]]:
        return [
            {
                "index": i,
                "id": f"call_{at}_{i}",
                "type": "function",
                "function": {"name": name, "arguments": (args if isinstance(args, str) else json.dumps(args)).replace("%n", str(at))},
            }
            for i, (name, args) in enumerate(self.tools)
        ]

    def deltas(self, at: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
        found += [{"content": piece} for piece in re.findall(r"\s*\S+|\s+$", self.text)]
        for call in self.calls(at):
            name, args = call["function"]["name"], call["function"]["arguments"]
            found.append({"tool_calls": [{**call, "function": {"name": name, "arguments": ""}}]})
            found += [
                {"tool_calls": [{"index": call["index"], "function": {"arguments": args[k : k + 5]}}]} for k in range(0, len(args), 5)
            ]
        return found


class Scripted:
    """Plays its steps in order, the last one again and again; `seen` holds the requests, `asked` is set by the first."""

    def __init__(self, *steps: Step) -> None:
        self.steps, self.seen = list(steps), list[dict[str, Any]]()
        self.asked = threading.Event()
        self.app = Starlette(routes=[Route("/v1/chat/completions", self.chat, methods=["POST"])])

    async def chat(self, request: Request) -> Response:
        body = await request.json()
        self.seen.append(body)
        self.asked.set()
        step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
        await asyncio.sleep(step.wait)
        if step.refuses and step.refuses in body:
            self.steps.insert(0, Step(**{**step.__dict__, "refuses": None}))
            return JSONResponse({"error": {"message": f"{step.refuses} is not supported", "type": "invalid_request_error"}}, 400)
        if step.status != 200:
            return JSONResponse({"error": {"message": "scripted", "type": "server_error"}}, step.status, step.headers)
        if step.raw is not None:
            return PlainTextResponse(step.raw, media_type=step.media)
        head = {"id": f"chatcmpl-{len(self.seen)}", "created": int(time.time()), "model": body.get("model", "scripted")}
        return self.streamed(step, head, body) if body.get("stream") else self.whole(step, head)

    def whole(self, step: Step, head: dict[str, Any]) -> Response:
        message: dict[str, Any] = {"role": "assistant", "content": step.text}
        if step.tools:
            message["tool_calls"] = step.calls(len(self.seen))
        choice = {"index": 0, "finish_reason": step.finish or ("tool_calls" if step.tools else "stop"), "message": message}
        return JSONResponse({**head, "object": "chat.completion", "usage": USAGE, "choices": [choice]})

    def streamed(self, step: Step, head: dict[str, Any], body: dict[str, Any]) -> Response:
        def event(choices: list[dict[str, Any]], **more: Any) -> str:
            return f"data: {json.dumps({**head, 'object': 'chat.completion.chunk', 'choices': choices, **more})}\n\n"

        async def stream() -> AsyncIterator[str]:
            while step.endless:
                await asyncio.sleep(step.delay)
                delta = {"index": 0, "delta": {"content": step.text}, "finish_reason": None}
                yield event([delta]) if step.text else ": still here\n\n"
            for n, delta in enumerate(step.deltas(len(self.seen))):
                if step.cut and n > step.after:
                    if step.cut == "reset":
                        raise ConnectionError("scripted")
                    return
                await asyncio.sleep(step.delay)
                yield event([{"index": 0, "delta": delta, "finish_reason": None}])
            yield event([{"index": 0, "delta": {}, "finish_reason": step.finish or ("tool_calls" if step.tools else "stop")}])
            if (body.get("stream_options") or {}).get("include_usage"):
                yield event([], usage=USAGE)
            yield "data: [DONE]\n\n"

        return StreamingResponse(stream(), media_type="text/event-stream")


@contextmanager
def serve(*steps: Step) -> Iterator[tuple[str, Scripted]]:
    """Serve a script on a free port; gives the base address and the script."""
    scripted, sock = Scripted(*steps), socket.socket()
    sock.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(scripted.app, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{sock.getsockname()[1]}/v1", scripted
    finally:
        server.should_exit = True
        server.force_exit = True
        thread.join(5)
        sock.close()
