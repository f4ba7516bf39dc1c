"""How people are bound, what they must hold, how many there are, and how good the work must be."""

import pytest

from touchstone.core.briefs import Contract, read_text

C, E = Contract.CONTRACTOR, Contract.EMPLOYEE


def brief(text):
    return read_text(text).brief


@pytest.mark.parametrize(
    ("text", "contract"),
    [
        ("Independent contractor role.", C),
        ("You must be registered as a sole trader.", C),
        ("Monotributistas, factura C.", C),
        ("Trabajo por obra.", C),
        ("This is a freelance project.", C),
        ("1099 contract", C),
        ("Contract, part-time, remote.", C),
        ("6-month contract position", C),
        ("You will work on a contract basis.", C),
        ("contract-to-hire", C),
        ("Short-term contract", C),
        ("Type: Contract", C),
        ("self-employed experts", C),
        ("Work is contract, remote", C),
        ("€70/h (B2B)", C),
        ("Contrato por servicios", C),
        ("modalidad freelance, con factura", C),
        ("régimen de monotributo", C),
        ("por honorarios", C),
        ("contratación como autónomo", C),
        ("Contratação PJ", C),
        ("prestação de serviços", C),
        ("Full-time employee with benefits", E),
        ("Fixed-term contract of one year with the university.", E),
        ("You will be on our payroll.", E),
        ("Prácticas remuneradas de seis meses.", E),
        ("Permanent position", E),
        ("W-2 employment", E),
        ("salaried role with 401(k)", E),
        ("contrato indefinido", E),
        ("en relación de dependencia", E),
        ("en planilla desde el primer día", E),
        ("contratação CLT", E),
        ("carteira assinada", E),
    ],
)
def test_the_bond_is_read(text, contract):
    assert brief(text).contract is contract


@pytest.mark.parametrize(
    "text",
    [
        "Review commercial contracts clause by clause.",
        "Expertise in contract law.",
        "Extract dates from 500 contracts.",
        "Audit smart contracts in Solidity.",
        "No contractors.",
        "Autonomous driving footage.",
        "Twelve months with the option of permanent employment.",
        "Revisar contratos de distribución.",
        "Analisar contratos de aluguel.",
        "The model confuses W-2 and 1099 forms.",
        "It mislabels freelancers' invoices.",
        "Our employees complain.",
    ],
)
def test_a_contract_that_is_read_is_no_bond(text):
    assert brief(text).contract is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("A background check is required.", "background_check"),
        ("Active security clearance", "security_clearance"),
        ("Licensed attorneys admitted to the California bar", "bar_admission"),
        ("Board-certified radiologists", "medical_licence"),
        ("Registered nurses only", "nursing_licence"),
        ("CPA required", "accounting_licence"),
        ("CFA charterholders", "cfa"),
        ("Authorized to work in Canada", "work_authorisation"),
        ("Abogados con matrícula, certificado de antecedentes", "background_check"),
        ("Inscrição na OAB", "bar_admission"),
    ],
)
def test_what_a_person_must_hold_is_a_clearance(text, code):
    assert code in brief(text).clearances


def test_what_is_agreed_to_at_the_start_is_a_condition_and_no_clearance():
    found = brief("NDA required; paid qualification test.")
    assert set(found.conditions) == {"nda", "qualification_exam"}
    assert found.clearances == ()


def test_a_wished_licence_is_no_clearance():
    assert brief("A CPA is a plus. No background check.").clearances == ()


def test_disturbing_content_is_told():
    assert brief("You may be exposed to disturbing content.").sensitive_content
    assert brief("No graphic images of shelves.").sensitive_content is None


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("We need five annotators.", 5),
        ("Looking for 3 PhD chemists.", 3),
        ("Hiring 20 native Spanish reviewers", 20),
        ("We want a team of 12 labelers.", 12),
        ("8 openings", 8),
        ("Headcount: 4", 4),
        ("Two people, six weeks.", 2),
        ("10 hours weekly x 3 people", 3),
        ("We require 2 lawyers and 1 economist", 3),
        ("Necesitamos 6 anotadores.", 6),
        ("Buscamos tres médicos", 3),
        ("4 vacantes", 4),
        ("equipo de ocho personas", 8),
        ("Precisamos de cinco revisores.", 5),
        ("10 vagas", 10),
        ("Quatro pessoas por dois meses", 4),
    ],
)
def test_the_number_of_people_is_read(text, people):
    assert brief(text).people == people


@pytest.mark.parametrize(
    "text",
    [
        "We are a company of 300 employees.",
        "Join our team of 12 engineers.",
        "Used by 10,000 people.",
        "You will calibrate thirty raters.",
        "Label photos of 500 people.",
        "Two data scientists depend on you.",
        "Necesitamos un abogado.",
        "Somos un equipo de 40 personas.",
        "20 hours per person.",
    ],
)
def test_other_people_are_not_counted(text):
    assert brief(text).people is None


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("At least 95% accuracy on gold tasks.", 0.95),
        ("Annotations must be 98% correct.", 0.98),
        ("Accuracy target: 97%", 0.97),
        ("maintain a quality score above 90%", 0.9),
        ("90% agreement with the reviewers", 0.9),
        ("error rate below 2%", 0.98),
        ("no more than 5% errors in your labels", 0.95),
        ("acceptance rate of 96%", 0.96),
        ("Exactitud mínima del 95 %", 0.95),
        ("Meta: 97% de aciertos", 0.97),
        ("menos de 3% de errores", 0.97),
        ("Acurácia mínima de 95%", 0.95),
        ("98% de acertos na amostra de controle", 0.98),
        ("taxa de erro abaixo de 4%", 0.96),
    ],
)
def test_the_share_that_must_be_right_is_read(text, share):
    assert brief(text).quality_target == share


@pytest.mark.parametrize(
    "text",
    [
        "Our model has 80% accuracy.",
        "The classifier is right only 70% of the time.",
        "Accuracy dropped from 90% to 60%.",
        "Travel 20%.",
        "10% of the tasks are double-labelled.",
        "Deploy a model with 99% precision under 50 ms.",
        "Nuestro modelo acierta el 62 %.",
        "O modelo tem 75% de acurácia.",
    ],
)
def test_what_a_model_scores_is_no_target(text):
    assert brief(text).quality_target is None


def test_a_target_beside_a_models_score_is_read():
    assert brief("Our model has 80% accuracy and we want labels that are 97% correct.").quality_target == 0.97


def test_a_measure_of_its_own_is_told_and_not_taken_for_a_share():
    reading = read_text("Masks with a mean IoU of 0.90.")
    assert reading.brief.quality_target is None
    assert any("IoU" in note for note in reading.notes)
