"""A program's own rows: what it is called, what was answered and printed, version by version."""

from __future__ import annotations

import json
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.db.sealed import Cell, Sealed, program_key
from handrail.db.vault import Vault
from handrail.kernel.errors import Conflict
from handrail.kernel.ids import Ids, PersonId, ProgramId
from handrail.programs.issuer_profile import IssuerProfile
from handrail.programs.program import Part2Status, Program
from handrail.programs.store_tables import (
    IssuerProfileRow,
    Part2AnswerRow,
    ProgramRow,
    the_row,
)


class ProgramStore:
    """Programs, the answers to the Part 2 question and issuer profiles, version by version."""

    def __init__(self, session: AsyncSession, vault: Vault, ids: Ids) -> None:
        self._session = session
        self._vault = vault
        self._ids = ids

    async def add(self, program: Program, *, by: PersonId, at: datetime) -> None:
        """Keep a new program with its first answer.

        Raises:
            Conflict: it is there already.
        """
        if await self._session.get(ProgramRow, program.id) is not None:
            raise Conflict("This program is set up already.")
        self._session.add(
            ProgramRow(
                id=program.id,
                name=await self._sealed_name(program),
                state=program.state,
                zone=program.zone,
                holidays=sorted(day.isoformat() for day in program.holidays),
                created_at=at,
            )
        )
        try:
            await self._session.flush()
        except IntegrityError:
            raise Conflict("This program is set up already.") from None
        await self.answer_part2(program.id, program.part2, by=by, at=at)

    async def get(self, program: ProgramId, *, lock: bool = False) -> Program:
        """The program as it stands.

        Raises:
            NotFound: not set up.
        """
        row = await the_row(self._session, ProgramRow, program, lock=lock)
        ring = await self._vault.ring([program_key(program)])
        answer = await self._session.exec(
            select(Part2AnswerRow.status)
            .where(col(Part2AnswerRow.program) == program)
            .order_by(col(Part2AnswerRow.id).desc())
        )
        return Program(
            id=program,
            name=ring.text(program_key(program), Cell("program", "name", program), row.name),
            state=row.state,
            zone=row.zone,
            part2=Part2Status(answer.first() or Part2Status.UNKNOWN),
            holidays=frozenset(date.fromisoformat(day) for day in row.holidays),
        )

    async def change(self, program: Program) -> None:
        """Write name, state, zone and holidays; answers have rows of their own."""
        row = await the_row(self._session, ProgramRow, program.id)
        row.name = await self._sealed_name(program)
        row.state = program.state
        row.zone = program.zone
        row.holidays = sorted(day.isoformat() for day in program.holidays)
        await self._session.flush()

    async def answer_part2(self, program: ProgramId, status: Part2Status, *, by: PersonId, at: datetime) -> None:
        """Append an answer, which holds from now on."""
        self._session.add(
            Part2AnswerRow(id=self._ids.new(), program=program, status=status, answered_at=at, answered_by=by)
        )
        await self._session.flush()

    async def issuer_profile(self, program: ProgramId, version: int | None = None) -> IssuerProfile:
        """One version of who letters come from; the latest unless another is named.

        Raises:
            Conflict: the program has not written it yet.
        """
        row = await self._profile_row(program, version)
        if row is None:
            raise Conflict("Your program has not set up its letters yet.")
        return await self._profile(row)

    async def latest_issuer_profile(self, program: ProgramId) -> IssuerProfile | None:
        """The latest version, where there is one."""
        row = await self._profile_row(program, None)
        return await self._profile(row) if row else None

    async def add_issuer_profile(self, profile: IssuerProfile, *, by: PersonId) -> None:
        """Append a version."""
        key = program_key(profile.program)
        ring = await self._vault.ring([key])
        row_id = self._ids.new()
        content = json.dumps(
            {
                "name": profile.name,
                "address_lines": profile.address_lines,
                "phone": profile.phone,
                "signer_name": profile.signer_name,
                "signer_title": profile.signer_title,
                "check_host": profile.check_host,
            }
        )
        self._session.add(
            IssuerProfileRow(
                id=row_id,
                program=profile.program,
                version=profile.version,
                content=ring.seal(key, Cell("issuer_profile", "content", row_id), content),
                written_at=profile.written_at,
                written_by=by,
            )
        )
        await self._session.flush()

    async def _profile_row(self, program: ProgramId, version: int | None) -> IssuerProfileRow | None:
        question = select(IssuerProfileRow).where(col(IssuerProfileRow.program) == program)
        if version is not None:
            question = question.where(col(IssuerProfileRow.version) == version)
        return (await self._session.exec(question.order_by(col(IssuerProfileRow.version).desc()))).first()

    async def _profile(self, row: IssuerProfileRow) -> IssuerProfile:
        key = program_key(ProgramId(row.program))
        ring = await self._vault.ring([key])
        content = json.loads(ring.text(key, Cell("issuer_profile", "content", row.id), row.content))
        return IssuerProfile(
            program=ProgramId(row.program),
            version=row.version,
            name=content["name"],
            address_lines=tuple(content["address_lines"]),
            phone=content["phone"],
            signer_name=content["signer_name"],
            signer_title=content["signer_title"],
            check_host=content["check_host"],
            written_at=row.written_at,
        )

    async def _sealed_name(self, program: Program) -> Sealed:
        key = program_key(program.id)
        return (await self._vault.ring([key])).seal(key, Cell("program", "name", program.id), program.name)
