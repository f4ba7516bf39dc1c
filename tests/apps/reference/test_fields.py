"""The operator adds a field: clients who asked for it, texts, files of people and the pool go by it, in every process."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from touchstone.apps.accounts.actor import Forbidden, operator
from touchstone.apps.accounts.models import OPERATOR_ID
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.audit.models import AuditRow
from touchstone.apps.briefs import gather as briefs
from touchstone.apps.briefs.models import BriefRecord, SubfieldProposal
from touchstone.apps.operations import actions
from touchstone.apps.reference.gather import in_use
from touchstone.apps.reference.models import OwnField
from touchstone.apps.talent.models import PersonRecord
from touchstone.core.errors import BadInput
from touchstone.core.skills import Node, packaged, taxonomy

pytestmark = pytest.mark.django_db
NEED = "Our assistant is wrong in maritime insurance law. We need an expert who corrects its answers, 10 hours a week."
WORDS = "maritime insurance law"
CODE = "0421.maritime_insurance"
NODE = Node(
    code=CODE,
    names={"en": "Maritime insurance law", "es": "Derecho del seguro marítimo"},
    aliases={"en": ("law of marine insurance",)},
)
BY = operator("test")
FORM = {"code": CODE, "en": "Maritime insurance law", "es": "Derecho del seguro marítimo"}


@pytest.fixture
def staff(olga, browser_of):
    return browser_of(olga)


@pytest.fixture
def asked(cast, browser_of):
    """Alice has asked for it: her browser and the address of her brief."""
    alice = browser_of(cast.alice)
    page = alice.post(reverse("briefs:submit"), {"text": NEED})["Location"]
    alice.post(f"{page}subfields/", {"do": "propose", "words": WORDS})
    return alice, page


def keep(node=NODE, **more):
    with tenant(OPERATOR_ID), in_use():
        return actions.keep_field(node, by=BY, **more)


def brief_of(member):
    with tenant(member.organisation.pk):
        return briefs.brief_of(BriefRecord.objects.get())


def test_what_clients_ask_for_is_listed_with_how_many_they_are(cast, staff, asked, browser_of):
    charlie = browser_of(cast.charlie)
    page = charlie.post(reverse("briefs:submit"), {"text": NEED})["Location"]
    charlie.post(f"{page}subfields/", {"do": "propose", "words": WORDS.upper()})
    text = staff.get(reverse("operations:fields")).content.decode()
    assert text.count(f'<th scope="row">{WORDS}</th>') == 1
    assert '<td class="number">2</td>' in text
    assert "corrects its answers" not in text, "nothing else of a brief"


def test_it_is_added_from_what_a_client_asked_for_and_the_client_takes_it(cast, staff, asked, do_jobs):
    form = reverse("operations:field") + "?words=maritime+insurance+law"
    page = staff.get(form).content.decode()
    assert f'value="{CODE}"' in page
    assert 'value="Maritime insurance law"' in page
    assert staff.post(form, FORM).status_code == 302
    with tenant(cast.alice.organisation.pk):
        proposal = SubfieldProposal.objects.get()
    assert (proposal.state, proposal.code) == ("added", CODE)
    alice, brief = asked
    assert brief_of(cast.alice).domains != (CODE,)
    text = alice.get(brief).content.decode()
    assert "is in the taxonomy now" in text
    alice.post(f"{brief}subfields/", {"do": "take", "words": WORDS})
    now = brief_of(cast.alice)
    assert CODE in now.domains
    assert now.unknown_domains == ()
    text = alice.get(brief).content.decode()
    assert "is in the taxonomy now" not in text
    assert "Maritime insurance law" in text
    assert "Nothing: every field" in staff.get(reverse("operations:fields")).content.decode()


def test_taking_it_back_brings_the_words_back(cast, staff, asked):
    alice, brief = asked
    keep(asked_for=WORDS)
    alice.post(f"{brief}subfields/", {"do": "take", "words": WORDS})
    alice.post(f"{brief}fields/domains/", {"do": "reopen"})
    assert brief_of(cast.alice).unknown_domains == (WORDS,)


def test_what_is_not_added_yet_cannot_be_taken(cast, asked):
    alice, brief = asked
    answer = alice.post(f"{brief}subfields/", {"do": "take", "words": WORDS})
    assert answer.status_code == 422


def test_the_api_says_that_it_is_known_and_takes_it(cast, asked):
    alice, brief = asked
    path = f"/api/v1{brief}subfields"
    (before,) = alice.get(path).json()
    assert (before["state"], before["known"]) == ("proposed", False)
    keep(asked_for=WORDS)
    (after,) = alice.get(path).json()
    assert (after["state"], after["known"], after["code"]) == ("added", True, CODE)
    assert alice.post(path, {"words": WORDS, "do": "take"}, content_type="application/json").json() == []


def test_what_is_declined_is_gone_from_the_list_and_the_client_sees_it(cast, staff, asked):
    for _twice in range(2):
        staff.post(reverse("operations:decline_field"), {"words": WORDS})
    assert "Nothing: every field" in staff.get(reverse("operations:fields")).content.decode()
    alice, brief = asked
    assert "declined" in alice.get(brief).content.decode()
    with tenant(OPERATOR_ID):
        assert AuditRow.objects.filter(verb="settle_proposals").count() == 1


def test_a_new_text_is_read_by_it_in_every_language(cast, browser_of):
    keep()
    alice = browser_of(cast.alice)
    for text in (
        NEED,
        "Necesitamos una experta en derecho del seguro marítimo que corrija respuestas, 10 horas por semana.",
    ):
        made = alice.post("/api/v1/briefs", {"text": text}, content_type="application/json").json()
        assert CODE in made["brief"]["domains"]
        assert made["brief"]["unknown_domains"] == []


def test_a_document_is_read_by_it_too_though_another_process_reads_it(cast, browser_of):
    keep()
    document = SimpleUploadedFile("need.md", NEED.encode())
    made = browser_of(cast.alice).post("/api/v1/briefs/documents", {"document": document}).json()
    assert CODE in made["brief"]["domains"]


def test_files_of_people_may_name_it_and_the_pool_is_indexed_anew(staff, do_jobs, pool):
    row = (
        "id,name,email,country,time_zone,hours_per_week,rate,roles,languages,claims,windows\n1,Ana,ana@example.org,CL,"
    )
    row += f"America/Santiago,20,30,rlhf_specialist,es:native,{WORDS}:judge,mon-fri 09:00-17:00\n"

    def upload():
        given = SimpleUploadedFile("people.csv", row.encode())
        place = staff.post(reverse("operations:imports"), {"people": given})["Location"]
        do_jobs()
        return place

    assert "is no field of the taxonomy" in staff.get(upload()).content.decode()
    keep()
    assert ProcrastinateJob.objects.filter(task_name__endswith="rebuild_snapshot", status="todo").exists()
    staff.post(upload())
    do_jobs()
    with tenant(OPERATOR_ID):
        (ana,) = PersonRecord.objects.filter(organisation=OPERATOR_ID)
    assert ana.record["claims"][0]["domain"] == CODE


def test_its_names_are_changed_and_the_code_stays(staff):
    keep()
    form = reverse("operations:field") + f"?code={CODE}"
    assert "law of marine insurance" in staff.get(form).content.decode()
    staff.post(form, FORM | {"en": "Marine insurance law", "en_phrases": "law of marine insurance\nP&I law"})
    assert OwnField.objects.get().aliases == {"en": ["law of marine insurance", "P&I law"]}
    with in_use():
        assert taxonomy().name(CODE) == "Marine insurance law"
        assert taxonomy().code_of("p&i law") == CODE
    assert CODE not in packaged()
    with tenant(OPERATOR_ID):
        assert [row.verb for row in AuditRow.objects.filter(object_type="taxonomy")] == ["add_field", "change_field"]


def test_a_field_of_the_package_gets_another_name_here(staff):
    form = reverse("operations:field") + "?code=0421.tax"
    assert staff.get(form).status_code == 200
    keep(Node(code="0421.tax", names={"en": "Taxation law"}))
    with in_use():
        assert taxonomy().name("0421.tax") == "Taxation law"
        assert len(taxonomy()) == len(packaged())
    assert packaged().name("0421.tax") != "Taxation law"


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"code": "0421"}, "code"),
        ({"code": "maritime"}, None),
        ({"code": "9999.maritime"}, None),
        ({"code": "0421.Not A Code"}, None),
        ({"en": ""}, "en"),
        ({"en": "Tax law"}, "en"),
        ({"en_phrases": "tax law"}, "en"),
        ({"es_phrases": "a | b"}, "es"),
        ({"pt": "x" * 101}, "pt"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field_and_nothing_is_kept(staff, changes, place):
    answer = staff.post(reverse("operations:field"), FORM | changes)
    assert answer.status_code == 422
    assert not OwnField.objects.exists()
    if place:
        assert f'id="id_{place}_error"' in answer.content.decode()


def test_a_phrase_of_another_field_is_refused_with_that_field():
    with pytest.raises(BadInput, match="names another field") as refused:
        keep(Node(code=CODE, names={"en": "Maritime insurance law", "pt": "direito tributário"}))
    assert refused.value.place == "pt"
    assert "0421.tax" in refused.value.hint


def test_nobody_but_the_operator_writes_it(cast):
    with pytest.raises(Forbidden), in_use():
        actions.keep_field(NODE, by=cast.alice.actor)
    with pytest.raises(DatabaseError, match="row-level security"), tenant(cast.alice.organisation.pk):
        OwnField.objects.create(code="x", names={})


def test_it_costs_one_query_while_nothing_changes():
    keep()
    with in_use():
        pass
    with CaptureQueriesContext(connection) as seen, in_use():
        assert CODE in taxonomy()
    assert len(seen) == 1


def test_the_page_of_fields_costs_the_same_however_many_were_added(staff):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert staff.get(reverse("operations:fields"), {"q": "0421"}).status_code == 200
        return len(seen)

    queries()
    few = queries()
    for number in range(20):
        keep(Node(code=f"0421.own_{number}", names={"en": f"Own field {number}"}))
    queries()
    assert queries() == few
    page = staff.get(reverse("operations:fields"), {"q": "own field 7"}).content.decode()
    assert "0421.own_7" in page
    assert "No field is called so" in staff.get(reverse("operations:fields"), {"q": "zzz"}).content.decode()
