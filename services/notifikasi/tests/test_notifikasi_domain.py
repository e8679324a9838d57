"""Pure parts: schedule, subscription, the table of messages, the endpoint's life."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from dasar.penolakan import Ditolak
from hypothesis import given
from hypothesis import strategies as st
from notifikasi.domain import webhook as w
from notifikasi.domain.jadwal import JEDA, PERCOBAAN_TERBANYAK, Jawaban, Keputusan, jeda, menyerah, putuskan
from notifikasi.domain.jenis import JENIS, cocok, langganan
from notifikasi.domain.peta import PETA, TABEL, pesan
from notifikasi.domain.umpan import BUTIR_TERBANYAK, UKURAN_TERBESAR, Masuk, muat, susun, ukuran
from shared_events.registry import EVENTS
from shared_events.samples import full, smallest

T = datetime(2026, 1, 1, tzinfo=UTC)
KELAS = {f"{e.LAYANAN}.{e.event_name()}": e for e in EVENTS.values()}


def penuh(nama: str) -> dict[str, Any]:
    return KELAS[nama].model_validate(full(KELAS[nama])).model_dump(mode="json")


# ---- schedule


def test_the_schedule_is_that_of_the_contract() -> None:
    assert JEDA == (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
    assert sum(JEDA) == timedelta(days=3, hours=3, minutes=35, seconds=5).total_seconds()


@pytest.mark.parametrize("kode", [200, 201, 204, 299])
def test_2xx_is_delivered(kode: int) -> None:
    assert putuskan(Jawaban(kode), 1, 0.5) == Keputusan("TERKIRIM")


@pytest.mark.parametrize("kode", [None, 199, 300, 302, 400, 401, 404, 500, 503])
def test_all_else_is_tried_again(kode: int | None) -> None:
    assert putuskan(Jawaban(kode), 1, 0.5) == Keputusan("ULANGI", 5.0)


def test_after_the_last_attempt_it_is_given_up() -> None:
    assert putuskan(Jawaban(500), PERCOBAAN_TERBANYAK - 1, 0.5) == Keputusan("ULANGI", 86400.0)
    assert putuskan(Jawaban(500), PERCOBAAN_TERBANYAK, 0.5) == Keputusan("GAGAL")


def test_gone_switches_off_at_any_attempt() -> None:
    assert {putuskan(Jawaban(410), n, 0.5).akibat for n in (1, 5, PERCOBAAN_TERBANYAK)} == {"NONAKTIFKAN"}


def test_retry_after_makes_later_never_sooner_and_only_for_429_and_503() -> None:
    assert putuskan(Jawaban(429, 120), 1, 0.5).jeda == 120
    assert putuskan(Jawaban(503, 120), 1, 0.5).jeda == 120
    assert putuskan(Jawaban(500, 120), 1, 0.5).jeda == 5
    assert putuskan(Jawaban(429, 1), 2, 0.5).jeda == 300
    assert putuskan(Jawaban(429, 10**9), 1, 0.5).jeda == 86400


@given(st.integers(1, len(JEDA)), st.floats(0, 1, exclude_max=True))
def test_jitter_stays_within_a_tenth(percobaan: int, acak: float) -> None:
    assert 0.9 * JEDA[percobaan - 1] <= jeda(percobaan, acak) <= 1.1 * JEDA[percobaan - 1] + 1e-9


def test_five_days_without_success() -> None:
    assert not menyerah(None, T)
    assert not menyerah(T, T + timedelta(days=5) - timedelta(seconds=1))
    assert menyerah(T, T + timedelta(days=5))


# ---- subscription


def test_subscription_is_checked_and_star_swallows_the_rest() -> None:
    assert langganan(["klaim.dibayar", "klaim.dibayar"]) == ("klaim.dibayar",)
    assert langganan(["klaim.dibayar", "*"]) == ("*",)
    with pytest.raises(Ditolak) as refused:
        langganan(["klaim.dibayar", "klaim.dibayarkan"])
    assert [g.penunjuk for g in refused.value.galat] == ["/jenis/1"]
    with pytest.raises(Ditolak):
        langganan([])


def test_matching() -> None:
    assert cocok(("*",), "apa.saja") and cocok(("a.b", "c.d"), "c.d") and not cocok(("a.b",), "a.bc")


# ---- table


@pytest.mark.parametrize("nama", sorted(PETA))
@pytest.mark.parametrize("contoh", [smallest, full])
def test_every_row_fits_its_event_and_carries_nothing_personal(nama: str, contoh: Any) -> None:
    isi = KELAS[nama].model_validate(contoh(KELAS[nama])).model_dump(mode="json")
    isi["pekerjaan_id"] = None if PETA[nama].bila else isi.get("pekerjaan_id")
    made = pesan(nama, isi)
    assert made is not None and made.jenis in JENIS
    assert not {"rahasia", "upah_tersandi", "nama", "alasan", "meninggal_pada"} & (set(made.data) - {"alasan"})
    assert ("alasan" in made.data) == (nama == "notifikasi.WebhookDinonaktifkan")


def test_what_has_no_row_has_no_message() -> None:
    assert pesan("kepesertaan.UmkDitetapkan", {}) is None
    assert {f"{e.LAYANAN}.{e.event_name()}" for e in EVENTS.values()} >= set(PETA)
    assert len(PETA) == len(TABEL)


def test_what_a_job_did_is_announced_once_for_the_job() -> None:
    one = penuh("kepesertaan.PesertaDidaftarkan")
    assert pesan("kepesertaan.PesertaDidaftarkan", one | {"pekerjaan_id": "j-1"}) is None
    single = pesan("kepesertaan.PesertaDidaftarkan", one | {"pekerjaan_id": None})
    assert single is not None and single.jenis == "peserta.terdaftar"
    many = {"badan_usaha_id": "b", "pekerjaan_id": "j-1", "nomor_kartu": [f"{n:013}" for n in range(500)], "bagian": 1, "jumlah_bagian": 1}
    whole = pesan("kepesertaan.PesertaDidaftarkanMassal", many)
    assert whole is not None and len(whole.data["nomor_kartu"]) == 500 and ukuran(whole.data) < UKURAN_TERBESAR


@pytest.mark.aturan("R-KEP-16", "R-KEP-32", "R-KEP-35")
def test_the_monthly_review_is_told_by_what_ends_and_a_move_never_says_where_from() -> None:
    isi = penuh("kepesertaan.PesertaAkanBerakhir")
    for perihal, jenis in (("USIA_ANAK", "peserta.akan_habis_usia"), ("JAMINAN", "peserta.diubah")):
        made = pesan("kepesertaan.PesertaAkanBerakhir", isi | {"perihal": perihal})
        assert made is not None and (made.jenis, made.data["perihal"]) == (jenis, perihal)
    pindah = penuh("kepesertaan.PesertaDipindahkan") | {"dari_virtual_account": "8888800000000077"}
    made = pesan("kepesertaan.PesertaDipindahkan", pindah)
    assert made is not None and made.data["ke_virtual_account"] == pindah["ke_virtual_account"]
    assert pindah["dari_virtual_account"] not in made.data.values()


def test_a_form_without_its_attachment_has_its_own_type() -> None:
    isi = penuh("kepesertaan.BadanUsahaDidaftarkan")
    for keadaan, jenis in (("TERDAFTAR", "badan_usaha.terdaftar"), ("BERKAS_TIDAK_LENGKAP", "badan_usaha.berkas_tidak_lengkap")):
        made = pesan("kepesertaan.BadanUsahaDidaftarkan", isi | {"keadaan": keadaan})
        assert made is not None and made.jenis == jenis


def test_reasons_travel_as_codes() -> None:
    isi = penuh("klaim.KlaimDikembalikan")
    alasan = [{"kode": k, "penjelasan": "bebas", "aturan": None} for k in ("A", "B", "A")]
    made = pesan("klaim.KlaimDikembalikan", isi | {"alasan": alasan})
    assert made is not None and made.data["kode_alasan"] == ["A", "B"] and "alasan" not in made.data


# ---- feed


def ditolak(baris: int, *, job: str = "j-1", akt: str = "akt-a") -> Masuk:
    isi = {"badan_usaha_id": "b-1", "pekerjaan_id": job, "baris": baris, "kolom": "nik", "kode": "NIK_TIDAK_SAH"}
    return Masuk(f"e-{akt}-{job}-{baris}", "kepesertaan.PendaftaranPesertaDitolak", "badan-usaha:b-1", akt, T, T, None, isi)


def test_refused_rows_of_a_job_come_together() -> None:
    made = susun([ditolak(2), ditolak(3), ditolak(9, job="j-2"), ditolak(4), ditolak(5, akt="akt-b")])
    assert [(k.id, len(k.data["baris_ditolak"])) for k in made] == [("e-akt-a-j-1-2", 3), ("e-akt-a-j-2-9", 1), ("e-akt-b-j-1-5", 1)]
    assert made[0].data["baris_ditolak"][2] == {"baris": 4, "kolom": "nik", "kode": "NIK_TIDAK_SAH"}
    assert made[0].data["pekerjaan_id"] == "j-1" and "baris" not in made[0].data


def test_no_row_is_lost_or_told_twice_and_no_message_is_too_large() -> None:
    made = susun([ditolak(n) for n in range(1001)])
    assert [b["baris"] for k in made for b in k.data["baris_ditolak"]] == list(range(1001))
    assert len(made) == -(-1001 // BUTIR_TERBANYAK) and all(ukuran(k.data) <= UKURAN_TERBESAR for k in made)


def test_too_long_a_list_is_named_not_sent() -> None:
    made = muat({"id": "1", "a": ["x" * 100] * 300, "b": [1, 2]})
    assert made == {"id": "1", "b": [1, 2], "dipersingkat": ["a"]}
    assert muat({"id": "1", "b": [1]}) == {"id": "1", "b": [1]}


# ---- endpoint


BARU = w.WebhookDidaftarkan("w-1", "akt-a", "https://a.example/x", ("*",), "segel-1")
MATI = w.WebhookDinonaktifkan("DITOLAK_410", 3)


def given_(*events: w.Peristiwa) -> w.Webhook:
    state = w.BELUM_ADA
    for e in events:
        state = w.evolve(state, e)
    return state


def when(command: w.Perintah, *before: w.Peristiwa) -> Sequence[w.Peristiwa]:
    return w.decide(command, given_(*before))


def test_registration_and_rotation() -> None:
    assert when(w.Daftarkan("w-1", "akt-a", "https://a.example/x", ("*",), "segel-1")) == [BARU]
    assert when(w.Rotasi("segel-2", T), BARU) == [w.RahasiaDirotasi("segel-2", T)]
    state = given_(BARU, w.RahasiaDirotasi("segel-2", T))
    assert (state.rahasia, state.rahasia_lama, state.lama_berlaku_sampai) == ("segel-2", "segel-1", T)


def test_it_is_switched_off_once_and_on_again_by_a_resend() -> None:
    assert when(w.Nonaktifkan("DITOLAK_410", 3), BARU) == [MATI]
    assert when(w.Nonaktifkan("DITOLAK_410", 3), BARU, MATI) == []
    diminta = w.KirimUlangDiminta(None, True, 3)
    assert when(w.KirimUlang(None, True, 3), BARU) == [diminta]
    assert when(w.KirimUlang(None, True, 3), BARU, MATI) == [w.WebhookDiaktifkan(), diminta]
    assert given_(BARU, MATI, w.WebhookDiaktifkan()).keadaan == "AKTIF"


def test_a_test_needs_an_endpoint_that_takes_messages() -> None:
    assert when(w.Uji("p"), BARU) == [w.UjiDiminta("p")]
    with pytest.raises(Ditolak, match="WEBHOOK_NONAKTIF"):
        when(w.Uji("p"), BARU, MATI)


def test_deleted_is_gone_and_deleting_again_is_nothing() -> None:
    assert when(w.Hapus(), BARU) == [w.WebhookDihapus()]
    assert when(w.Hapus(), BARU, w.WebhookDihapus()) == []
    assert when(w.Nonaktifkan("x", 0), BARU, w.WebhookDihapus()) == []
    for command in (w.Rotasi("s", T), w.KirimUlang(None, True, 0), w.Uji("p")):
        for before in ((), (BARU, w.WebhookDihapus())):
            with pytest.raises(Ditolak) as refused:
                when(command, *before)
            assert refused.value.status == 404
