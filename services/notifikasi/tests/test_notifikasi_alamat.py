"""Which addresses a webhook may reach; what is signed; how an answer is read."""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import ip_network

import pytest
from dasar.penolakan import Ditolak
from notifikasi import rahasia
from notifikasi.kirim.alamat import AlamatTerlarang, PenyelesaiTerperiksa, boleh, periksa_host, urai
from notifikasi.kirim.http import detik_retry_after
from notifikasi.setelan import SetelanWebhook
from standardwebhooks import Webhook, WebhookVerificationError

LOKAL = (ip_network("127.0.0.0/8"),)
TERLARANG = [
    *("127.0.0.1", "127.255.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254"),  # noqa: S104
    *("100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "fec0::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::808:808"),
    *("2002:7f00:1::", "2002:808:808::", "2001:0:4136:e378:8000:63bf:3fff:fdd2"),
]


@pytest.mark.parametrize("alamat", TERLARANG)
def test_inside_is_refused(alamat: str) -> None:
    assert not boleh(alamat, ())


@pytest.mark.parametrize("alamat", ["8.8.8.8", "1.1.1.1", "172.32.0.1", "192.167.255.255", "2606:4700::1111", "2a00:1450::8a"])
def test_outside_is_allowed(alamat: str) -> None:
    assert boleh(alamat, ())


def test_the_list_opens_what_it_names_and_nothing_else() -> None:
    assert boleh("127.0.0.1", LOKAL)
    for alamat in ("10.0.0.1", "::1", "::ffff:127.0.0.1"):
        assert not boleh(alamat, LOKAL)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "0x7f.1", "2130706433", "0177.0.0.1", "0", "::1", "169.254.169.254"])
async def test_every_spelling_of_an_inner_address_is_seen_through(host: str) -> None:
    with pytest.raises(AlamatTerlarang):
        await periksa_host(host, 80, ())
    with pytest.raises(AlamatTerlarang):
        await PenyelesaiTerperiksa(()).resolve(host, 80)


async def test_the_resolver_hands_out_what_it_checked() -> None:
    assert {r["host"] for r in await PenyelesaiTerperiksa(LOKAL).resolve("127.0.0.1", 80)} == {"127.0.0.1"}


@pytest.mark.parametrize(
    "url",
    [
        *("ftp://a.example/", "//a.example/", "https://", "https:///x", "https://u:p@a.example/", "https://u@a.example/"),
        *("https://a.example:0/", "https://a.example:99999/", "https://a.example/#x", "https://a.example/ x", "https://a.exämple/"),
        *("https://a.example:25/", "https://a.example:80/", "https://a.example:442/", "https://a.example:636/", "https://a.example:1023/"),
        *("https://a.example\\@b.example/", "https://[::1/", "javascript:alert(1)", "https://a.example/" + "x" * 2048, "http://a.example/"),
    ],
)
def test_urls_that_no_webhook_may_have(url: str) -> None:
    with pytest.raises(Ditolak) as refused:
        urai(url, http=False)
    assert (refused.value.status, refused.value.galat[0].penunjuk) == (422, "/url")


def test_urls_that_a_webhook_may_have() -> None:
    for port in (443, 1024, 8443, 65535):
        assert urai(f"https://a.example:{port}/x?y=z", http=False).port == port
    assert urai("https://a.example/", http=False).port is None
    assert urai("http://127.0.0.1:9/x", http=True).port == 9, "the local stack's receivers may listen anywhere"
    assert urai("http://127.0.0.1:9000/x", http=True).hostname == "127.0.0.1"


def test_the_signature_is_the_standards() -> None:
    kunci = rahasia.buat()
    badan = b'{"type":"webhook.uji"}'
    saat = int(datetime.now(UTC).timestamp())
    kepala = {"webhook-id": "p-1", "webhook-timestamp": str(saat)}
    tanda = rahasia.tanda_tangan([kunci], "p-1", saat, badan)
    Webhook(rahasia.tampilkan(kunci)).verify(badan, kepala | {"webhook-signature": tanda})
    for salah in (badan + b" ", badan[:-1]):
        with pytest.raises(WebhookVerificationError):
            Webhook(rahasia.tampilkan(kunci)).verify(salah, kepala | {"webhook-signature": tanda})


def test_two_secrets_make_two_signatures() -> None:
    lama, baru = rahasia.buat(), rahasia.buat()
    saat = int(datetime.now(UTC).timestamp())
    kepala = {
        "webhook-id": "p-1",
        "webhook-timestamp": str(saat),
        "webhook-signature": rahasia.tanda_tangan([baru, lama], "p-1", saat, b"{}"),
    }
    for kunci in (lama, baru):
        Webhook(rahasia.tampilkan(kunci)).verify(b"{}", kepala)


def test_retry_after() -> None:
    kini = datetime(2026, 1, 1, tzinfo=UTC)
    assert detik_retry_after(None, kini) is None
    assert detik_retry_after(" 120 ", kini) == 120
    assert detik_retry_after("Thu, 01 Jan 2026 00:01:00 GMT", kini) == 60
    assert detik_retry_after("Wed, 31 Dec 2025 00:00:00 GMT", kini) == 0
    for kacau in ("", "nanti", "-5", "1.5", "٣"):
        assert detik_retry_after(kacau, kini) is None


def test_settings_refuse_what_is_no_network() -> None:
    assert SetelanWebhook(izinkan="127.0.0.0/8, 10.0.0.0/8").jaringan() == (*LOKAL, ip_network("10.0.0.0/8"))
    with pytest.raises(ValueError, match="izinkan"):
        SetelanWebhook(izinkan="semua")
