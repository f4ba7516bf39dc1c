"""A country restricts where people may be only where the brief says so: where a client, a market, a law, a language or
data comes from keeps nobody out.
"""

from datetime import date

import pytest

from touchstone.core.briefs import read_text

ANYWHERE = [
    "Our German customers complain that the assistant misreads invoices. Remote.",
    "Native Brazilian Portuguese speakers needed to transcribe calls, remote worldwide.",
    "Experts in Mexican labour law to review answers. Remote.",
    "Our office is in Toronto; the role is fully remote, work from anywhere.",
    "Not open to residents of California, New York or Illinois.",
    "Worldwide except Iran, North Korea and Cuba.",
    "You know UK and Irish case law. 20 hours a week.",
    "We label photos of Indian street signs; no language needed, work from home.",
    "The model serves users in Spain, France and Italy. Looking for linguists.",
    "Work hours overlap with Brazil time by 4 hours.",
    "Paid in US dollars via a Swiss bank.",
    "Nuestra empresa chilena necesita traductores de cualquier país.",
    "Especialista en derecho tributario argentino, remoto desde cualquier lugar.",
    "Atendemos clientes em Portugal e Angola; pessoas de qualquer lugar.",
    "A empresa fica em Lisboa, mas o trabalho é remoto no mundo todo.",
    "Data comes from hospitals in Japan and South Korea; you work from anywhere.",
    "Chinese history PhDs for writing hard questions. Remote, flexible.",
    "We follow GDPR and Brazilian LGPD. Remote annotators.",
    "El banco opera en Costa Rica y Panamá. Se trabaja a distancia desde cualquier país.",
]
ONLY_THERE = {
    "Must reside in Mexico or Colombia. Spanish C1.": ["CO", "MX"],
    "US citizens only. Security clearance.": ["US"],
    "Open to candidates in Argentina, Chile and Uruguay.": ["AR", "CL", "UY"],
    "Remote (Philippines).": ["PH"],
    "Location: Nairobi, Kenya (on site).": ["KE"],
    "Residentes en Chile, trabajo remoto, 30 horas semanales.": ["CL"],
    "Vaga remota para residentes no Brasil, PJ.": ["BR"],
    "Contract through our Irish entity. Annotators in Kenya, Ghana and Nigeria.": ["GH", "KE", "NG"],
    "This role is open to people living in Canada only.": ["CA"],
    "Must be authorised to work in the United States.": ["US"],
    "Freelancers from India or Pakistan welcome.": ["IN", "PK"],
    "Hiring in Poland: data annotators for LiDAR, Warsaw office, three days a week.": ["PL"],
}


@pytest.mark.parametrize("text", ANYWHERE)
def test_a_country_that_is_named_for_another_reason_keeps_nobody_out(text):
    assert read_text(text, today=date(2026, 11, 27)).brief.countries == ()


@pytest.mark.parametrize(("text", "countries"), ONLY_THERE.items())
def test_a_country_in_which_people_must_be_is_read(text, countries):
    assert sorted(read_text(text, today=date(2026, 11, 27)).brief.countries) == countries
