"""The aggregates of klaim, wired to the engine: their events, public forms and inline read models."""

from __future__ import annotations

from typing import get_args

from chassis.aggregate import Aggregate
from chassis.ids import derived
from dasar.penolakan import Ditolak

from klaim import model_baca, publish
from klaim.domain import dana, fpk, klaim, pengajuan, sep
from klaim.domain import klaim_peristiwa as k
from klaim.domain import pengajuan_peristiwa as j
from klaim.domain import sep_peristiwa as s


class EpisodeSudahAda(Exception):
    """This stay has its SEP already: whose answer it was must be looked up."""


def _satu_klaim() -> Exception:
    return Ditolak("SUDAH_DIAJUKAN", "Klaim untuk SEP ini sudah ada.", aturan="R-KLM-22")


SEP: Aggregate[s.SepCommand, sep.Sep, s.SepEvent] = Aggregate(
    category="sep",
    initial=sep.KOSONG,
    decide=sep.decide,
    evolve=sep.evolve,
    events=get_args(s.SepEvent),
    publish=publish.umumkan_sep,
    inline=model_baca.sep,
    taken={"sep_episode": EpisodeSudahAda},
)

KLAIM: Aggregate[k.KlaimCommand, klaim.Klaim, k.KlaimEvent] = Aggregate(
    category="klaim",
    initial=klaim.KOSONG,
    decide=klaim.decide,
    evolve=klaim.evolve,
    events=get_args(k.KlaimEvent),
    publish=publish.umumkan_klaim,
    inline=model_baca.klaim,
    taken={"klaim_nomor_sep_key": _satu_klaim},
)

PENGAJUAN: Aggregate[j.PengajuanCommand, pengajuan.Pengajuan, j.PengajuanEvent] = Aggregate(
    category="pengajuan",
    initial=pengajuan.KOSONG,
    decide=pengajuan.decide,
    evolve=pengajuan.evolve,
    events=get_args(j.PengajuanEvent),
    publish=publish.umumkan_pengajuan,
    inline=model_baca.pengajuan,
)

FPK: Aggregate[fpk.FpkCommand, fpk.Fpk, fpk.FpkEvent] = Aggregate(
    category="fpk",
    initial=fpk.KOSONG,
    decide=fpk.decide,
    evolve=fpk.evolve,
    events=get_args(fpk.FpkEvent),
    publish=publish.umumkan_fpk,
    inline=model_baca.fpk,
)

DANA: Aggregate[dana.MintaDana, dana.PermintaanDana, dana.DanaDiminta] = Aggregate(
    category="permintaan-dana",
    initial=dana.KOSONG,
    decide=dana.decide,
    evolve=dana.evolve,
    events=(dana.DanaDiminta,),
    inline=model_baca.dana,
)


def id_klaim(nomor_sep: str) -> str:
    """One SEP, one claim (R-KLM-22)."""
    return str(derived("klaim", nomor_sep))
