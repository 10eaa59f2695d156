"""Drives a kernel for the tests through jupyter_client, the implementation that frontends use.

Reads one JSON command a line from stdin and writes one JSON answer a line to stdout, each with the
command's `id`. Commands run at the same time, so that a cell can be interrupted while it runs.
"""

import asyncio
import base64
import json
import signal
import sys
from queue import Empty

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager


class Driver:
    def __init__(self, folder: str) -> None:
        self.manager = AsyncKernelManager(kernel_name="tslab")
        self.folder = folder
        self.outputs: dict[str, list[dict]] = {}
        self.idle: dict[str, asyncio.Event] = {}
        self.replies: dict[str, asyncio.Future] = {}
        self.answers: dict[str, list[str]] = {}

    async def start(self) -> None:
        # The kernel must not share our stdout, which carries the answers: Node makes it non-blocking.
        shared = {"stdout": sys.stderr, "stderr": sys.stderr}
        await self.manager.start_kernel(cwd=self.folder, **shared)
        self.client: AsyncKernelClient = self.manager.client()
        self.client.start_channels()
        await self.client.wait_for_ready(timeout=60)
        self.tasks = [
            asyncio.create_task(self.listen_iopub()),
            asyncio.create_task(self.listen_replies(self.client.get_shell_msg)),
            asyncio.create_task(self.listen_replies(self.client.get_control_msg)),
            asyncio.create_task(self.listen_questions()),
        ]

    async def listen_iopub(self) -> None:
        while True:
            message = await self.client.get_iopub_msg(timeout=None)
            parent = message["parent_header"].get("msg_id")
            if message["msg_type"] == "status":
                if message["content"]["execution_state"] == "idle" and parent in self.idle:
                    self.idle[parent].set()
            self.outputs.setdefault(parent, []).append(
                {
                    "type": message["msg_type"],
                    "content": message["content"],
                    "metadata": message["metadata"],
                    "buffers": [base64.b64encode(b).decode() for b in message["buffers"]],
                }
            )

    async def listen_replies(self, receive) -> None:
        while True:
            try:
                # Sending on a socket can swallow the event of a message that arrives: look again.
                message = await receive(timeout=0.2)
            except Empty:
                continue
            waiting = self.replies.get(message["parent_header"].get("msg_id"))
            if waiting and not waiting.done():
                waiting.set_result(message)

    async def listen_questions(self) -> None:
        while True:
            try:
                message = await self.client.get_stdin_msg(timeout=0.2)  # as in listen_replies
            except Empty:
                continue
            parent = message["parent_header"].get("msg_id")
            self.outputs.setdefault(parent, []).append(
                {"type": message["msg_type"], "content": message["content"]}
            )
            if self.answers.get(parent):
                self.answer(self.answers[parent].pop(0), message)

    def answer(self, value: str, question: dict | None = None) -> None:
        message = self.client.session.msg("input_reply", {"value": value}, parent=question)
        self.client.stdin_channel.send(message)

    async def request(
        self, type: str, content: dict, channel: str, answered: bool, extras: dict = {}
    ) -> dict:
        message = self.client.session.msg(type, content, metadata=extras.get("metadata"))
        message["buffers"] = [base64.b64decode(b) for b in extras.get("buffers", [])]
        key = message["header"]["msg_id"]
        self.answers[key] = list(extras.get("answers", []))
        self.idle[key] = asyncio.Event()
        self.replies[key] = asyncio.get_running_loop().create_future()
        socket = getattr(self.client, f"{channel}_channel").socket
        self.client.session.send(socket, message, buffers=message.pop("buffers"))
        reply = None
        if answered:
            reply = await asyncio.wait_for(self.replies[key], 100)
        await asyncio.wait_for(self.idle[key].wait(), 100)
        result = {"key": key, "outputs": self.outputs.get(key, [])}
        if reply:
            result |= {"reply": reply["content"], "replyType": reply["msg_type"]}
        return result

    async def run(self, command: dict) -> dict:
        op = command["op"]
        if op == "request":
            return await self.request(
                command["type"],
                command.get("content", {}),
                command.get("channel", "shell"),
                command.get("answered", True),
                command,
            )
        if op == "answer":
            self.answer(command["value"])
            return {}
        if op == "frames":
            self.client.shell_channel.socket.send_multipart([f.encode() for f in command["frames"]])
            return {}
        if op == "interrupt":
            await self.manager.interrupt_kernel()
            return {}
        if op == "restart":
            await self.manager.restart_kernel(now=False)
            # As frontends do it: ask until an answer comes. What the new kernel says before the
            # client's sockets have found it again is lost.
            while True:
                asked = self.request("kernel_info_request", {}, "shell", True)
                try:
                    return await asyncio.wait_for(asked, 3)
                except asyncio.TimeoutError:
                    continue
        if op == "outputs":
            return {"outputs": self.outputs.get(command["key"], [])}
        if op == "signal":
            self.manager.provisioner.process.send_signal(signal.SIGINT)
            return {}
        if op == "beating":
            return {"beating": self.client.hb_channel.is_beating()}
        if op == "alive":
            return {"alive": await self.manager.is_alive()}
        raise ValueError(op)


async def main() -> None:
    driver = Driver(sys.argv[1])
    await driver.start()
    print(json.dumps({"id": 0}), flush=True)

    async def answer(command: dict) -> None:
        try:
            result = await driver.run(command)
        except Exception as error:  # the test shows it
            result = {"failure": f"{type(error).__name__}: {error}"}
        print(json.dumps({"id": command["id"], **result}), flush=True)

    loop = asyncio.get_running_loop()
    running = set()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        task = asyncio.create_task(answer(json.loads(line)))
        running.add(task)
        task.add_done_callback(running.discard)
        await asyncio.sleep(0)  # sends it, before the next command is read
    if await driver.manager.is_alive():
        await driver.manager.shutdown_kernel(now=True)


asyncio.run(main())
