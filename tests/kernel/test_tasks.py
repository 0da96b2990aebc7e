"""No task loses its exception, and none outlives its owner."""

import asyncio

from handrail.kernel.tasks import Tasks


async def test_a_failure_is_noticed_and_the_others_go_on():
    noticed: list[BaseException] = []
    tasks = Tasks(noticed.append)
    going = asyncio.Event()

    async def fail() -> None:
        raise ValueError

    async def go_on() -> None:
        going.set()
        await asyncio.Event().wait()

    failing = tasks.start(fail(), name="fail")
    lasting = tasks.start(go_on(), name="go on")
    await asyncio.wait([failing])
    await going.wait()
    assert [type(one) for one in noticed] == [ValueError]
    assert not lasting.done()
    await tasks.stop()
    assert lasting.cancelled()


async def test_stopping_waits_for_what_has_to_be_put_away():
    put_away = False

    async def work() -> None:
        nonlocal put_away
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            put_away = True

    tasks = Tasks(lambda _: None)
    tasks.start(work(), name="work")
    await asyncio.sleep(0)
    await tasks.stop()
    assert put_away
    await tasks.stop()
