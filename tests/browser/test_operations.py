"""The operator's staff in a real browser: a file of people from the upload into the pool, and the page of jobs."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
TABLE = (
    "id;name;email;country;time_zone;hours_per_week;rate;roles;languages;claims;windows\n"
    "1;Ana Díaz;ana@example.org;MX;America/Mexico_City;20;30;rlhf_specialist;es:native;law:judge;mon-fri 09:00-17:00\n"
    "2;Díaz, Ana;ana@example.org;MX;;;;;;;\n"
    "3;Eve Wrong;eve at example;US;;;;;;;\n"
)


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_a_file_of_people_from_the_upload_into_the_pool(window, look, letter, width, scheme, tmp_path):
    page = window(width=width, color_scheme=scheme)
    page.goto("/account/login/")
    page.locator("li", has_text="Olga Operator").get_by_role("button").click()
    page.wait_for_url("**/")
    (tmp_path / f"people-{width}.csv").write_text(
        TABLE.replace("\n1;", f"\n1-{width};").replace("\n2;", f"\n2-{width};").replace("ana@", f"ana-{width}@")
    )
    page.goto("/operator/imports/")
    look(page, "imports")
    page.get_by_label("CSV, JSON Resume").set_input_files(tmp_path / f"people-{width}.csv")
    page.get_by_role("button", name="Read it").click()
    for _try in range(20):
        if page.get_by_role("button", name="Import 2 people").count():
            break
        page.wait_for_timeout(400)
        page.reload()
    expect(page.get_by_text("is no e-mail address")).to_be_visible()
    look(page, "import-checked")
    page.get_by_role("button", name="Import 2 people").click()
    for _try in range(20):
        if page.get_by_text("imported", exact=True).count():
            break
        page.wait_for_timeout(400)
        page.reload()
    look(page, "import-done")
    page.get_by_role("button", name="Merge").first.click()
    expect(page.get_by_text("Merged into")).to_be_visible()
    page.goto(f"/operator/pool/?q=ana-{width}%40example.org")
    look(page, "pool-found")
    page.get_by_role("button", name="Ask them to take it over").first.click()
    expect(page.get_by_text("A letter is on its way")).to_be_visible()
    hers = window(width=width, color_scheme=scheme, path=letter(r"/take-over/[\w:-]+/"))
    look(hers, "take-over")
    hers.get_by_role("button", name="Take it over").click()
    hers.get_by_label("Your name").fill("Ana Díaz")
    hers.get_by_label("Email").fill(f"ana-{width}@example.org")
    hers.get_by_label("Password").fill("the stone and the streak")
    hers.get_by_role("button", name="Make the account").click()
    hers.goto("/me/")
    expect(hers.get_by_label("Where you live")).to_have_value("MX")
    page.goto("/operator/pool/?role=rlhf_specialist&country=BR")
    look(page, "pool")


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_what_the_operator_keeps_and_watches(window, look, width, scheme):
    page = window(width=width, color_scheme=scheme)
    page.goto("/account/login/")
    page.locator("li", has_text="Olga Operator").get_by_role("button").click()
    page.wait_for_url("**/")
    page.goto("/operator/taxonomy/?q=law")
    look(page, "fields")
    page.goto("/operator/taxonomy/field/?code=0421.tax")
    look(page, "field")
    page.goto("/operator/rates/?role=rlhf_specialist")
    look(page, "rates")
    page.get_by_role("row").nth(1).get_by_role("link").click()
    look(page, "rate")
    page.goto("/operator/health/")
    look(page, "health")
    page.goto("/organisation/history/")
    look(page, "history")
    page.goto("/operator/jobs/")
    expect(page.get_by_text("last sign of life").first).to_be_visible()
    look(page, "jobs")
