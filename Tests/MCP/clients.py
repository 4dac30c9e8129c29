"""The official client, of whichever generation is installed, with one face. What the server says is recorded."""

import contextlib
import warnings
from datetime import timedelta
from importlib.metadata import version

from mcp import StdioServerParameters

from workspace import PROGRAM

IS_NEW = version("mcp").startswith("2.")
RECORDING = '"$0" "$@" | tee -a "$RECORD"'


def plain(result):
    """As it came."""
    return result.model_dump(by_alias=True, mode="json", exclude_none=True)


class Face:
    def __init__(self, session, greeting):
        self.session = session
        self.greeting = greeting

    async def call(self, name, /, progress=None, **arguments):
        return plain(await self.session.call_tool(name, arguments, progress_callback=progress))

    async def tools(self):
        return plain(await self.session.list_tools())["tools"]

    async def resources(self):
        return plain(await self.session.list_resources())["resources"]

    async def templates(self):
        return plain(await self.session.list_resource_templates())["resourceTemplates"]

    async def read(self, address):
        from pydantic import AnyUrl

        return plain(await self.session.read_resource(address if IS_NEW else AnyUrl(address)))["contents"]

    async def prompts(self):
        return plain(await self.session.list_prompts())["prompts"]

    async def prompt(self, name):
        return plain(await self.session.get_prompt(name))

    async def ping(self):
        # The new one says that it will be gone some day.
        with warnings.catch_warnings(action="ignore"):
            await self.session.send_ping()


@contextlib.asynccontextmanager
async def connected(workspace, record, *arguments, folder=None, **variables):
    server = StdioServerParameters(
        command="sh", args=["-c", RECORDING, PROGRAM, "mcp", *arguments], cwd=str(folder or workspace.home),
        env={**workspace.environment, "RECORD": str(record), **variables})
    if IS_NEW:
        from mcp import Client

        async with Client(server) as client:
            yield Face(client, {
                "protocolVersion": client.protocol_version, "instructions": client.instructions,
                "capabilities": plain(client.server_capabilities), "serverInfo": plain(client.server_info)})
    else:
        from mcp import ClientSession
        from mcp.client.stdio import stdio_client

        async with stdio_client(server) as (reading, writing):
            async with ClientSession(reading, writing, timedelta(seconds=120)) as session:
                yield Face(session, plain(await session.initialize()))
