"""The English forms of the sentences that the core writes for people, so that the catalogues can hold them.

`%(name)s` stands where the core puts something in. tests/web/test_sentences.py runs the core over the briefs of
tests/corpus and fails where a sentence has no form here.
"""

from django.utils.translation import gettext_noop as _

PLANS: tuple[str, ...] = (
    _("United States, salaried"),
    _("United States, on contract"),
    _("Latin America, on contract"),
    _("%(place)s, on contract"),
    _("As the brief offers"),
    _(
        "Not included: fees of platforms, agencies and employers of record, taxes, tools, and the time of the client's "
        "own staff."
    ),
    _(
        "The brief does not say how many people: %(people)s are enough for %(weeks)s weeks that the brief gives at the middle."
    ),
    _("The brief does not say how many people: %(people)s are enough for %(weeks)s weeks at the middle."),
    _("The brief does not say how many people: reckoned for %(people)s."),
    _("The brief says no volume, so the quality target changes how many pieces get done, not the cost."),
    _("The budget is not compared: there is no exchange rate from %(one)s to %(other)s."),
    _(
        "%(share)s of the draws do not reach %(target)s right with at most %(most)s for a piece: what stays open then "
        "needs an adjudicator, or people proven to be better."
    ),
    _("%(number)s answers"),
    _("%(number)s rounds of review"),
    _("Pay is one draw for the whole team, because what is uncertain is the market and not each person."),
)
ASSUMPTIONS: tuple[str, ...] = (
    _("our assumption"),
    _("the brief"),
    _("days until the people are found, employed"),
    _("days until the people are found, on contract"),
    _("hours a week of one person on contract"),
    _("hours a week of one person on contract, full time"),
    _("hours a week of one person on contract, part time"),
    _("hours of the whole work"),
    _("minutes to label one %(unit)s"),
    _("minutes to judge one %(unit)s"),
    _("minutes to write one %(unit)s"),
    _("minutes to author one %(unit)s"),
    _("minutes to evaluate one %(unit)s"),
    _("minutes to tune one %(unit)s"),
    _("minutes to build one %(unit)s"),
    _("share of single answers that are right, vetted people"),
    _("share of expert-made pieces that are right before any review"),
    _("share of the wrong pieces that one review finds"),
    _("paid hours of guideline, tools and calibration for one person"),
    _("pay around a source's only figure, as a multiple of it"),
    _("pay that the brief offers"),
    _("share of pieces that get a second look where no quality target asks for more"),
    _("time to review a piece, as a share of the time to make it"),
    _("time to put right a piece found wrong, as a share of the time to make it"),
    _("weeks at half speed at the start"),
    _("weeks that the work goes on for"),
    _("what a US employer pays on top of a salary, as a share of it"),
    _(
        "measured on 18 public labelling sets, the third of the people who did best on 20 known tasks, November 2026: "
        "accuracy on their other answers from set to set"
    ),
    _(
        "29 %% of the chemistry and biology items of Humanity's Last Exam conflict with the literature (FutureHouse 2025, "
        "%(address)s), 18 %% by the publisher's recheck; the upper end is ours"
    ),
    _(
        "median days that a role stays listed, AITraining.jobs, 17 October 2026 (%(address)s); half to double of it is "
        "our assumption"
    ),
    _(
        "more than 70 days at the median for senior machine-learning roles in the US in 2024, LinkedIn Talent Insights "
        "in Deel (%(address)s); the spread is our assumption"
    ),
    _(
        "US Bureau of Labor Statistics, Employer Costs for Employee Compensation, June 2025 (%(address)s), private "
        "industry, per dollar of wages and paid leave: legally required benefits 0.09; with insurance, retirement and "
        "supplements 0.29; all benefits per dollar of wages 0.42"
    ),
    _("our assumption; rows that give both ends around a middle put them at 0.4-0.7 and 1.2-2.0 times the middle"),
)
ARITHMETIC: tuple[str, ...] = (
    _("About these rates"),
    _("Answers for one piece"),
    _("Below a floor"),
    _("Beside the market: %(alternative)s"),
    _("Cost if only %(source)s is right"),
    _("Cost with everything at its middle"),
    _("Done within %(weeks)s weeks of work"),
    _("Half of the draws cost less than"),
    _("Hours of the whole work"),
    _("Hours paid"),
    _("Onboarding"),
    _("Paid answers"),
    _("Pay"),
    _("Pay of %(role)s"),
    _("Pay of the mix"),
    _("Pieces of work in that time"),
    _("Ramp-up at half speed"),
    _("Ramp-up: the work is over before full speed is reached, so as much again"),
    _("Rate: %(work)s"),
    _("Review of one piece"),
    _("Weeks of work"),
    _("Within %(amount)s"),
    _("Work in all"),
    _("Work: %(work)s"),
    _("%(offer)s, as the brief offers"),
    _("%(figures)s for “%(work)s”"),
    _("by each role's share of the work"),
    _("minutes: %(source)s"),
    _("weeks: %(source)s"),
    _("%(factor)s: %(source)s"),
    _("the draws of that alternative"),
    _("the middle of the draws"),
    _("the middle of the draws; %(count)s sources, each equally likely"),
    _("%(count)s draws"),
    _("%(count)s draws; weeks: %(source)s"),
    _("%(share)s of the draws"),
    _("%(share)s of the market's draws are at or below the offer's middle"),
    _("the middle pay of %(middle)s is below %(floor)s: %(covers)s"),
    _("Subject experts are paid as such, whichever of the roles they fill."),
    _("Entry level, as the brief asks."),
    _("There is no row for this very job; the rows of neighbouring jobs are used."),
    _("There is no row for experts of this very field; rows of other fields are used."),
    _("There is no row for experts of this very field; rows that name no field are used."),
    _(
        "Worldwide listings are counted in: US companies price them in dollars, and 58 %% of the AI trainers that Deel "
        "counts (2025) are in the US."
    ),
    _("1, and a second look at %(share)s of them: the brief sets no quality target"),
    _("%(people)s: the majority of %(count)s, each right with %(single)s, is right with %(reached)s"),
    _(
        "made right with %(single)s; %(rounds)s rounds of review that each find %(found)s of what is wrong make it "
        "%(reached)s"
    ),
    _("lowest pay that the platform advises"),
    _("lowest pay that the platform allows"),
)
RATES: tuple[str, ...] = (
    _("No data on the pay of %(role)s. Nearest rows: %(rows)s."),
    _("No data on the pay of %(role)s."),
    _("No data on the pay of %(role)s in %(place)s. Nearest rows: %(rows)s."),
    _("No data on the pay of %(role)s in %(place)s."),
    _("No data on the pay of %(role)s in %(place)s paid by the %(unit)s. Nearest rows: %(rows)s."),
    _("No data on the pay of %(role)s in %(place)s at the %(level)s level. Nearest rows: %(rows)s."),
    _(
        "No data on the pay of %(role)s in %(place)s paid by the %(unit)s at the %(level)s level. Nearest rows: %(rows)s."
    ),
    _("No data on the pay of %(role)s in %(place)s that gives more than one end of a range."),
    _("The brief pays by the piece and does not say how many pieces there are."),
    _("The brief pays by the %(unit)s, and how many there are is not known."),
    _("all kinds of AI-training work together, %(place)s"),
    _("the world, not only %(place)s"),
    _("Latin America as a whole"),
    _("%(place)s alone"),
    _("paid by the %(unit)s at %(hours)s hours a year"),
    _("pay for a %(unit)s says nothing of hours"),
    _("there is no exchange rate from %(one)s to %(other)s"),
)
READING: tuple[str, ...] = (
    _("The start is “%(words)s”: as soon as possible."),
    _("The start “%(words)s” does not settle a date."),
    _(
        "The taxonomy has no “%(words)s”. It can be added below %(parent)s (%(code)s) as %(suggested)s; it is not taken "
        "for anything wider."
    ),
    _(
        "The taxonomy has no “%(words)s”. It can be added below %(parent)s (%(code)s); it is not taken for anything wider."
    ),
    _("The taxonomy has no “%(words)s”. It can be added; it is not taken for anything wider."),
    _("“%(words)s” is read in the currency of the country that the brief names."),
    _(
        "“%(words)s” is a target in a measure of its own; it is kept in the text, because a quality target here is the "
        "share of pieces that must be right."
    ),
)
QUESTIONS: tuple[str, ...] = (
    _("For how many weeks?"),
    _("How many hours a week should one person work?"),
    _("How many people do you have in mind?"),
    _("How much is there to do: how many pieces of work, or how many hours in all?"),
    _("In which time zone do you work, and how many hours a day must be shared?"),
    _("Is a degree needed, or years of experience?"),
    _("In which field must the degree be, or will any do?"),
    _("Several fields are named: will any of them do, or must one person know them all?"),
    _("“%(words)s” is read as a degree in anything below %(field)s."),
    _("Is there a model already, and who uses it?"),
    _("What are people to do: label, compare, correct, write problems, evaluate, tune or build?"),
    _("What do you offer: pay for an hour or a piece, or a budget for all of it?"),
    _("What is wrong with the model today?"),
    _("When should the work start?"),
    _("Where may people be: anywhere, or in certain countries?"),
    _("Which field of knowledge is it about, as narrowly as you can say?"),
    _("Which languages must people speak, and how well?"),
    _("Which share of the delivered pieces must be right?"),
)
MATCHING: tuple[str, ...] = (
    _("The list is for %(main)s; %(others)s break ties only: make a list for each field."),
    _("The list is for %(main)s; %(others)s breaks ties only: make a list for each field."),
    _(
        "Nobody is left out for lack of %(fields)s: this role need not know the subject. To require it, ask for experts "
        "in it or for a licence."
    ),
    _("“%(name)s” is not in the taxonomy yet, so nobody is chosen by it: add it, or choose a field above it."),
    _("The brief names no work of this role: “%(competence)s” is taken, the usual one."),
    _("No level is said for %(language)s: %(level)s is taken."),
    _("Work on site in %(place)s is not filtered by: a pool holds no place finer than a country."),
    _("Work on site (%(place)s) is not filtered by: a pool holds no place finer than a country."),
    _("Work on site is not filtered by: a pool holds no place finer than a country."),
    _("%(hours)s of shared time are asked for, but not with which time zone."),
    _("The client's working hours are not said: 09:00 to 18:00 is taken."),
    _("Full time is taken as at least %(hours)s a week."),
    _("The brief names no upper end of pay: nobody is left out by rate."),
    _("Pay by the %(unit)s says nothing of hours: nobody is left out by rate."),
    _("%(pay)s a %(unit)s is %(amount)s an hour, at 2,080 hours a year."),
    _("%(why)s: nobody is left out by rate."),
    _("Experience may stand in for the degree: nobody is left out for the degree."),
    _("%(degree)s in progress is enough: one step lower is asked for."),
    _("One person must know all of %(fields)s. How the work divides among them is not said: each counts the same."),
    _("These break ties only: %(fields)s."),
    _(
        "“%(name)s” is not in the taxonomy yet, so it is not among the fields asked for: add it, or choose a field above it."
    ),
    _("“%(name)s” is not in the taxonomy yet, so it does not narrow the degree: add it, or choose a field above it."),
    _("A field (%(domains)s) but no degree is named: nobody is left out for the degree."),
    _(
        "%(target)s of what is delivered is to be right. The plan looks at a piece once, so each person must get as much "
        "of it right."
    ),
    _(
        "%(target)s of what is delivered is to be right. The plan takes the majority of %(answers)s answers: if people err "
        "independently, that needs %(least)s right of each. The plan reckons with %(planned)s; the higher of the two is the "
        "bar."
    ),
    _(
        "%(target)s of what is delivered is to be right. The plan reviews it (rounds: %(rounds)s, each finding %(catch)s of "
        "what is wrong): that needs %(least)s right at first, %(sum)s. The plan reckons with %(planned)s; the higher of the "
        "two is the bar."
    ),
    _("Nobody is right always: %(bar)s is taken as the quality bar."),
    _("“%(words)s”: %(what)s is never used; %(reason)s."),
    _(
        "Years of experience are not used: they hardly predict the work (r = .07, Sackett et al. 2022); measured work does."
    ),
    _("Tools (%(tools)s) are not filtered by; they count in the fit of the texts."),
    _("Whether somebody works as a contractor is settled at the offer."),
    _("Whether somebody works as an employee is settled at the offer."),
    _("People are asked at the offer whether they agree to: %(conditions)s."),
    _("Cost first asks for %(certainty)s certainty of meeting the bar instead of %(wanted)s."),
    _("Nobody eligible meets the bar with %(wanted)s certainty; the likeliest stand first."),
    _("The pool is empty."),
    _("Nobody meets every constraint; the exclusions say which of them keep most people out."),
    _("Places behind the ranked ones are for people hardly measured yet, drawn by lot; they displace nobody."),
)
NEVER_USED: tuple[str, ...] = (
    _("photo"),
    _("age"),
    _("gender"),
    _("school prestige"),
    _("another protected trait"),
    _("a photograph shows age, gender and skin colour, and nothing about the work"),
    _("age, or a year from which it follows, is protected, and years of experience hardly predict the work (r = .07)"),
    _("gender is protected and says nothing about the work"),
    _(
        "the school's name stands in for family income; the degree's level and field are asked, and measured work "
        "decides"
    ),
    _("it is protected by law and says nothing about the work"),
)
REFUSALS: tuple[str, ...] = (
    _("the file is empty"),
    _("a brief in words or in fields"),
    _("there is no text in this file"),
    _("there is no text to read"),
    _("a few sentences on what is wrong and what is needed"),
    _("the text has %(count)s characters"),
    _("at most %(most)s: a brief, not a library"),
    _("at most %(most)s"),
    _("this is not text: it has zero bytes or control characters"),
    _("a text file"),
    _("the PDF is damaged and cannot be read"),
    _("export it anew or paste its text"),
    _("the PDF has no text in it: its pages are pictures"),
    _("a PDF made from text, or paste the text"),
    _("the PDF asks for a password"),
    _("the Word file is damaged and cannot be read"),
    _("save it anew as .docx"),
    _("the Word file has no text in it"),
    _("a document with text, not with pictures of it"),
    _("the Word file is locked with a password"),
    _("save it without one"),
    _("the Word file unpacks to far more than a document holds"),
    _("a plain .docx"),
    _("the name says %(suffix)s, the content does not"),
    _("this is an archive or an Office file other than Word"),
    _("%(value)s is more than there can be"),
    _("%(value)s is not more than zero"),
    _("a number above zero, or nothing"),
    _("from %(low)s to %(high)s"),
    _("the lower pay is above the upper one"),
    _("the two ends of the pay are in two currencies"),
    _("one currency"),
    _("none of the four roles is needed, so there is nothing to plan"),
    _("nobody is to be hired for this brief"),
)
FORMS = (*PLANS, *ASSUMPTIONS, *ARITHMETIC, *RATES, *READING, *QUESTIONS, *MATCHING, *NEVER_USED, *REFUSALS)
