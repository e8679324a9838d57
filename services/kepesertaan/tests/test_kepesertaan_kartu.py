"""Kartu Identitas Bersama: what is decided about one, what its QR says, and that the paper says it too."""

from __future__ import annotations

import base64
import io
from datetime import UTC, date, datetime
from typing import Any

import jwt
import pypdf
import pytest
import zxingcpp
from chassis.crypto import Unreadable
from chassis.settings import Settings
from dasar.penolakan import Ditolak
from kepesertaan.cetak.kartu import Cetakan, cetak
from kepesertaan.domain.kartu import (
    KARTU_AWAL,
    AlasanCabut,
    CabutKartu,
    Kartu,
    KartuDicabut,
    KartuDiterbitkan,
    TerbitkanKartu,
    decide_kartu,
    evolve_kartu,
    harus_akt,
    keadaan_kartu,
)
from kepesertaan.kartu_cetak import buka_bagian, tutup_bagian
from kepesertaan.tanda_tangan import IsiKartu, KunciKartu
from PIL import Image

TERBIT = date(2016, 12, 6)
SAAT = datetime(2016, 12, 6, 3, tzinfo=UTC)
ISI = IsiKartu("KIB0000000001", "0001944358911", "Siti Nur'aini, S.E.", "akt-sentosa", TERBIT)
KUNCI = KunciKartu(b"k" * 32)


def terbit() -> Kartu:
    [e] = decide_kartu(TerbitkanKartu("KIB1", "0001944358911", "akt-sentosa", "v1", TERBIT), KARTU_AWAL)
    return evolve_kartu(KARTU_AWAL, e)


@pytest.mark.aturan("R-KIB-02")
def test_a_card_is_the_akts() -> None:
    with pytest.raises(Ditolak) as tolak:
        harus_akt(None)  # an office of BPJS
    assert (tolak.value.kode, tolak.value.status, tolak.value.aturan) == ("HANYA_AKT", 403, "R-KIB-02")
    assert harus_akt("akt-sentosa") == "akt-sentosa"


@pytest.mark.aturan("R-KIB-02")
@pytest.mark.parametrize("alasan", ["HILANG", "RUSAK", "DATA_BERUBAH"])
def test_a_card_is_revoked_once_and_for_one_reason(alasan: AlasanCabut) -> None:
    kartu = terbit()
    [e] = decide_kartu(CabutKartu(alasan, TERBIT), kartu)  # the day it was issued
    assert e == KartuDicabut("KIB1", "0001944358911", "akt-sentosa", TERBIT, alasan)
    kartu = evolve_kartu(kartu, e)
    assert decide_kartu(CabutKartu(alasan, date(2017, 1, 1)), kartu) == []
    lain: AlasanCabut = "RUSAK" if alasan == "HILANG" else "HILANG"
    with pytest.raises(Ditolak, match="KARTU_SUDAH_DICABUT"):
        decide_kartu(CabutKartu(lain, date(2017, 1, 1)), kartu)


def test_only_an_issued_card_is_revoked_and_not_before_its_day() -> None:
    with pytest.raises(Ditolak, match="TIDAK_DITEMUKAN"):
        decide_kartu(CabutKartu("HILANG", TERBIT), KARTU_AWAL)
    with pytest.raises(Ditolak, match="TANGGAL_TIDAK_SAH"):
        decide_kartu(CabutKartu("HILANG", date(2016, 12, 5)), terbit())


def test_the_next_card_says_which_it_replaces() -> None:
    [e] = decide_kartu(TerbitkanKartu("KIB2", "0001944358911", "akt-sentosa", "v1", TERBIT, "KIB1"), KARTU_AWAL)
    assert isinstance(e, KartuDiterbitkan)
    assert e.menggantikan == "KIB1"


@pytest.mark.aturan("R-KIB-11")
@pytest.mark.parametrize(
    ("alasan", "bertanda", "diganti", "keadaan"),
    [
        (None, True, False, "BERLAKU"),
        (None, False, False, "TANDA_BERAKHIR"),  # the flag ended: the plastic is worth nothing
        ("HILANG", True, False, "DILAPORKAN_HILANG"),
        ("HILANG", True, True, "DIGANTI"),
        ("RUSAK", True, False, "DICABUT"),
        ("RUSAK", False, False, "DICABUT"),
    ],
)
def test_what_a_card_is_worth(alasan: str | None, bertanda: bool, diganti: bool, keadaan: str) -> None:
    assert keadaan_kartu(alasan, bertanda=bertanda, diganti=diganti) == keadaan


def verifikasi(kode: str, jwks: dict[str, Any]) -> dict[str, Any]:
    """What a hospital does with a JOSE library and the published keys: nothing of ours."""
    kunci = {k.key_id: k for k in jwt.PyJWKSet.from_dict(jwks).keys}
    klaim: dict[str, Any] = jwt.decode(kode, kunci[jwt.get_unverified_header(kode)["kid"]], algorithms=["EdDSA"])
    return klaim


def test_the_public_key_alone_verifies_a_card() -> None:
    kode = KUNCI.tanda_tangani(ISI)
    assert verifikasi(kode, KUNCI.jwks()) == {
        "kib": "KIB0000000001", "noka": "0001944358911", "nama": "Siti Nur'aini, S.E.", "akt": "akt-sentosa", "tgl": "2016-12-06",
    }  # fmt: skip
    assert "d" not in KUNCI.jwks()["keys"][0], "the private half is never published"
    assert KUNCI.periksa(kode) == ISI
    assert KUNCI.tanda_tangani(ISI) == kode, "printed again it is the same card"


def test_a_changed_or_foreign_card_is_none_of_ours() -> None:
    kode = KUNCI.tanda_tangani(ISI)
    kepala, isi, tanda = kode.split(".")
    palsu = base64.urlsafe_b64encode(base64.urlsafe_b64decode(isi + "==").replace(b"Siti", b"Tuti")).rstrip(b"=").decode()
    with pytest.raises(jwt.InvalidSignatureError):
        verifikasi(f"{kepala}.{palsu}.{tanda}", KUNCI.jwks())
    for salah in (
        f"{kepala}.{palsu}.{tanda}",
        f"{kepala}.{isi}.{tanda[:-4]}AAAA",
        KunciKartu(b"x" * 32).tanda_tangani(ISI),
        # signed by our key, but no card
        jwt.encode({"sub": "x"}, "", "none"),
        "",
        "bukan kode",
        "é" * 300,
    ):
        assert KUNCI.periksa(salah) is None


def test_what_our_key_signed_that_is_no_card_is_none() -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    kunci, kid = Ed25519PrivateKey.from_private_bytes(b"k" * 32), KUNCI.jwks()["keys"][0]["kid"]
    klaim = {"kib": "K", "noka": "1", "nama": "A", "akt": "a", "tgl": "2016-12-06"}
    assert KUNCI.periksa(jwt.encode(klaim, kunci, "EdDSA", {"kid": kid, "typ": "KIB"})) is not None
    assert KUNCI.periksa(jwt.encode(klaim, kunci, "EdDSA", {"kid": kid, "typ": "JWT"})) is None
    assert KUNCI.periksa(jwt.encode(klaim | {"tgl": "x"}, kunci, "EdDSA", {"kid": kid, "typ": "KIB"})) is None
    assert KUNCI.periksa(jwt.encode({"kib": "K"}, kunci, "EdDSA", {"kid": kid, "typ": "KIB"})) is None


def test_cards_signed_by_a_former_key_go_on_verifying() -> None:
    kode = KUNCI.tanda_tangani(ISI)
    umum = base64.urlsafe_b64decode(KUNCI.jwks()["keys"][0]["x"] + "=")
    baru = KunciKartu(b"b" * 32, (umum,))
    assert baru.periksa(kode) == ISI
    assert verifikasi(kode, baru.jwks())["kib"] == ISI.nomor_kib
    assert KunciKartu(b"b" * 32).periksa(kode) is None
    tersetel = Settings(kunci_kartu_lama=base64.b64encode(umum).decode())
    assert KunciKartu.dari(tersetel).periksa(kode) == ISI


def test_the_qr_on_the_paper_is_the_signed_text() -> None:
    """Read as a scanner reads it, from the PDF."""
    panjang = "Raden Mas Panji " + "Kusumonegoro " * 10
    semua = [ISI, IsiKartu("KIB0000000002", "0001944358922", panjang[:150], "akt-sentosa", TERBIT)]
    kartu = [Cetakan(i.nomor_kib, i.nomor_kartu, i.nama, "PT Sentosa", "v1", TERBIT, KUNCI.tanda_tangani(i)) for i in semua]
    pdf = cetak(kartu, SAAT)
    halaman = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert len(halaman) == 2
    for h, i in zip(halaman, semua, strict=True):
        assert (round(float(h.mediabox.width) / 72 * 25.4, 1), round(float(h.mediabox.height) / 72 * 25.4, 1)) == (85.6, 54.0)
        gambar: Image.Image = h.images[0].image
        besar = gambar.convert("L").resize((gambar.width * 4, gambar.height * 4), Image.Resampling.NEAREST)
        [kode] = zxingcpp.read_barcodes(besar)
        assert KUNCI.periksa(kode.text) == i
        teks = h.extract_text()
        assert i.nomor_kib in teks
        assert i.nomor_kartu in teks
    assert "Siti Nur’aini, S.E." in halaman[0].extract_text().replace("'", "’")
    assert cetak(kartu, SAAT) == pdf


def test_a_name_is_no_command_of_the_template() -> None:
    jahat = '#panic("x") *tebal* $x$ \\ @kutip <label> //'
    [h] = pypdf.PdfReader(io.BytesIO(cetak([Cetakan("KIB1", "1", jahat, "PT #panic()", "v1", TERBIT, "kode")], SAAT))).pages
    assert '#panic("x") *tebal* $x$' in " ".join(h.extract_text().split())


def test_a_printed_part_opens_with_the_keys_of_all_its_people_only() -> None:
    kunci = [b"a" * 32, b"b" * 32]
    bagian = tutup_bagian(kunci, b"%PDF", "J", 1)
    assert buka_bagian(kunci, bagian, "J", 1) == b"%PDF"
    for salah, milik, nomor in ((kunci[:1], "J", 1), ([b"a" * 32, b"c" * 32], "J", 1), (kunci, "K", 1), (kunci, "J", 2)):
        with pytest.raises(Unreadable):
            buka_bagian(salah, bagian, milik, nomor)
