"""Tables of projects: what lists, filters and lights need of plans, reports and yearly lists.

Every row is made from matters by the followers, and made again by `pilin retell`; nothing else writes them, but for the
light, which the daily duty computes anew for its day.
"""

from django.db import models

ID, CODE, WORD, TITLE, MONTH, HASH = 36, 6, 16, 200, 7, 64
NAME, NUMBER = 48, 60


class Project(models.Model):
    """One project, by the id of its plan. `place` is its place in the list: pressing lights first, then next dates.

    `owing` names the sides that are awaited in a month that is late, between commas.

    `plan` is the plan as read from its matter, `facts` what its reports add; the light follows from both on `light_day`
    by the rule and calendar that `yardstick` names. What is long stands last: who reads the columns before it does not
    have to read over it.
    """

    id = models.CharField(max_length=ID, primary_key=True)
    title = models.CharField(max_length=TITLE)
    standing = models.CharField(max_length=WORD)
    initiator = models.CharField(max_length=CODE)
    responder = models.CharField(max_length=CODE)
    project_field = models.CharField(max_length=WORD)
    domain = models.CharField(max_length=WORD, default="", blank=True)
    pair = models.CharField(max_length=TITLE, default="", blank=True)
    group = models.CharField(max_length=TITLE, default="", blank=True)
    next_milestone = models.CharField(max_length=TITLE, default="", blank=True)
    next_due = models.DateField(null=True)
    last_month = models.CharField(max_length=MONTH, default="", blank=True)
    last_signed = models.CharField(max_length=MONTH, default="", blank=True)
    owing = models.CharField(max_length=64, default="", blank=True)
    light = models.CharField(max_length=WORD)
    light_day = models.DateField()
    yardstick = models.CharField(max_length=HASH)
    place = models.CharField(max_length=48)
    words = models.TextField()
    triggers = models.JSONField()
    plan = models.JSONField()
    facts = models.JSONField()

    class Meta:
        indexes = [
            models.Index(fields=["place"], name="project_place"),
            models.Index(fields=["light", "place"], name="project_light"),
            models.Index(fields=["project_field", "place"], name="project_field"),
            models.Index(fields=["domain", "place"], name="project_domain"),
            models.Index(fields=["pair", "place"], name="project_pair"),
            models.Index(fields=["group", "place"], name="project_group"),
            models.Index(fields=["initiator", "responder", "light_day"], name="project_day"),
            models.Index(fields=["owing"], name="project_owing"),
        ]

    def __str__(self) -> str:
        return self.title


class Month(models.Model):
    """One report of a plan and month, by the id of its matter; `report` is all that it says."""

    id = models.CharField(max_length=ID, primary_key=True)
    plan = models.CharField(max_length=ID)
    month = models.CharField(max_length=MONTH)
    state = models.CharField(max_length=WORD)
    report = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["plan", "month"], name="month_plan")]

    def __str__(self) -> str:
        return f"{self.plan} {self.month}"


class YearlyList(models.Model):
    """One yearly list, by the id of its matter. `signed` is what both signed, `offered` what is on the table."""

    id = models.CharField(max_length=ID, primary_key=True)
    year = models.PositiveIntegerField()
    title = models.CharField(max_length=TITLE)
    state = models.CharField(max_length=WORD)
    initiator = models.CharField(max_length=CODE)
    aimed = models.PositiveIntegerField()
    signed = models.JSONField(default=list)
    offered = models.JSONField(default=list)
    results = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["-year", "id"], name="yearlylist_year")]

    def __str__(self) -> str:
        return self.title


class Listed(models.Model):
    """A project on a list that both signed."""

    key = models.CharField(max_length=ID * 2 + 1, primary_key=True)
    list = models.ForeignKey("projects.YearlyList", on_delete=models.CASCADE, related_name="+")
    project = models.CharField(max_length=ID)
    year = models.PositiveIntegerField()
    number = models.CharField(max_length=WORD)

    class Meta:
        indexes = [
            models.Index(fields=["project"], name="listed_project"),
            models.Index(fields=["year", "project"], name="listed_year"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.number}"


class Draft(models.Model):
    """A project that the programme's source names, as a form of a plan begins with it; known to this side only."""

    key = models.CharField(max_length=TITLE, primary_key=True)
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=TITLE)
    fields = models.JSONField()
    note = models.TextField(default="", blank=True)
    read_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["position"], name="draft_position")]

    def __str__(self) -> str:
        return self.title


class Record(models.Model):
    """One matter of the supervision as lists and ledgers show it, by its id; `content` is what its fold says.

    `holder` is the side that is to do what the matter asks for, `day` the end that counts now, `plan` the project that
    it names.
    """

    id = models.CharField(max_length=ID, primary_key=True)
    kind = models.CharField(max_length=NAME)
    title = models.CharField(max_length=TITLE)
    number = models.CharField(max_length=NUMBER, default="", blank=True)
    quarter = models.CharField(max_length=MONTH, default="", blank=True)
    state = models.CharField(max_length=NAME)
    is_over = models.BooleanField()
    opened_by = models.CharField(max_length=CODE)
    holder = models.CharField(max_length=CODE)
    day = models.DateField(null=True)
    warn_on = models.DateField(null=True)
    refused_by = models.CharField(max_length=CODE, default="", blank=True)
    plan = models.CharField(max_length=ID, default="", blank=True)
    content = models.JSONField()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "is_over", "day", "id"], name="record_standing"),
            models.Index(fields=["kind", "quarter", "number"], name="record_quarter"),
            models.Index(fields=["kind", "opened_by", "number"], name="record_number"),
            models.Index(fields=["plan", "kind"], name="record_plan"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


class SiteRecord(models.Model):
    """What somebody wrote on site at an object of a supervision, under an id that his phone made: a draft of ours.

    No other side sees it; `visit` is the record of the visit that was made of it.
    """

    id = models.CharField(max_length=ID, primary_key=True)
    supervision = models.CharField(max_length=ID)
    item = models.CharField(max_length=NAME)
    account = models.CharField(max_length=150)
    fields = models.JSONField()
    digest = models.CharField(max_length=HASH)
    written_at = models.CharField(max_length=40, default="", blank=True)
    kept_at = models.DateTimeField()
    visit = models.CharField(max_length=ID, default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["supervision", "visit", "kept_at"], name="siterecord_waiting")]

    def __str__(self) -> str:
        return f"{self.supervision} {self.item}"


class Screen(models.Model):
    """A link by which a screen shows the wall with nobody signed in; of its token only a digest is kept."""

    digest = models.CharField(max_length=HASH, unique=True)
    name = models.CharField(max_length=NUMBER)
    made_by = models.CharField(max_length=NUMBER)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["revoked_at", "expires_at", "name"], name="screen_open")]

    def __str__(self) -> str:
        return self.name


class Writing(models.Model):
    """A plan or a half of a month that is being written, known to this side only; `matter` is what became of it.

    `fields` are as its form sends them, `version` the number of the one that stands, `last` the last number given.
    `source` is the hash of what a table said, so that a table that is imported again makes nothing twice; else the id.
    """

    id = models.CharField(max_length=ID, primary_key=True)
    sort = models.CharField(max_length=WORD)
    plan = models.CharField(max_length=ID, default="", blank=True)
    month = models.CharField(max_length=MONTH, default="", blank=True)
    title = models.CharField(max_length=TITLE)
    matter = models.CharField(max_length=ID, default="", blank=True)
    source = models.CharField(max_length=HASH, unique=True)
    version = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    is_dropped = models.BooleanField(default=False)
    saved_by = models.CharField(max_length=TITLE)
    saved_at = models.DateTimeField()
    fields = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["matter", "is_dropped", "-saved_at"], name="writing_saved")]

    def __str__(self) -> str:
        return self.title


class WritingVersion(models.Model):
    """What somebody saved of a writing; `is_aside` where it is his text and somebody else's stands."""

    key = models.CharField(max_length=ID + 8, primary_key=True)
    writing = models.ForeignKey("projects.Writing", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    saved_by = models.CharField(max_length=TITLE)
    saved_at = models.DateTimeField()
    is_aside = models.BooleanField(default=False)
    fields = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["writing", "-number"], name="writingversion_number")]

    def __str__(self) -> str:
        return f"{self.writing_id} {self.number}"


class OpinionCode(models.Model):
    """A code that was handed out to a resident, by its digest; nothing leads from it to an opinion."""

    digest = models.CharField(max_length=HASH, primary_key=True)
    project = models.CharField(max_length=ID)
    is_used = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["project", "is_used"], name="opinioncode_project")]

    def __str__(self) -> str:
        return self.digest[:8]


class Opinion(models.Model):
    """What a resident said of a livelihood project: one to five, and words that were masked before they came here.

    No time, no address, no code: nothing about the resident. Known to this side only, which tells how many there are.
    """

    project = models.CharField(max_length=ID)
    stars = models.PositiveSmallIntegerField()
    words = models.TextField(default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["project", "-id"], name="opinion_project")]
        constraints = [models.CheckConstraint(condition=models.Q(stars__range=(1, 5)), name="opinion_stars")]

    def __str__(self) -> str:
        return f"{self.project} {self.stars}"
