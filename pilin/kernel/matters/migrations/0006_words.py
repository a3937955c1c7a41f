from django.db import migrations

# Every single character of a title and every two in a row, in capitals: what bears some words bears all of theirs. An
# index over these finds the few titles that may bear them; a look at each says which do (docs/decisions/0008).
#
# PostgreSQL indexes the expression itself. SQLite keeps a full-text table by triggers, each pair written in hexadecimal
# so that no tokenizer takes it apart; `matters_titled` gives a row a number that VACUUM leaves alone.
GRAMS = """
    (SELECT group_concat(hex(upper(substr({title}, value, 1))) || ' ' || hex(upper(substr({title}, value, 2))), ' ')
     FROM json_each('[{places}]') WHERE value <= length({title}))
"""
PLACES = ",".join(str(place) for place in range(1, 201))


def grams(title):
    return GRAMS.format(title=title, places=PLACES)


ADD = f"INSERT INTO matters_words (rowid, grams) SELECT n, {grams('NEW.title')} FROM matters_titled WHERE matter = NEW.id;"
TAKE = f"""
    INSERT INTO matters_words (matters_words, rowid, grams)
    SELECT 'delete', n, {grams('OLD.title')} FROM matters_titled WHERE matter = OLD.id;
"""
SQLITE = [
    "CREATE TABLE matters_titled (n integer PRIMARY KEY, matter varchar(36) NOT NULL UNIQUE)",
    "CREATE VIRTUAL TABLE matters_words USING fts5(grams, content='', detail=none, columnsize=0)",
    "INSERT INTO matters_titled (matter) SELECT id FROM matters_matter",
    f"""
    INSERT INTO matters_words (rowid, grams)
    SELECT matters_titled.n, {grams('title')} FROM matters_titled JOIN matters_matter ON id = matter
    """,
    f"""
    CREATE TRIGGER matters_words_are_added AFTER INSERT ON matters_matter
    BEGIN INSERT INTO matters_titled (matter) VALUES (NEW.id); {ADD} END
    """,
    f"""
    CREATE TRIGGER matters_words_are_changed AFTER UPDATE OF title ON matters_matter WHEN OLD.title IS NOT NEW.title
    BEGIN {TAKE} {ADD} END
    """,
    f"""
    CREATE TRIGGER matters_words_are_taken AFTER DELETE ON matters_matter
    BEGIN {TAKE} DELETE FROM matters_titled WHERE matter = OLD.id; END
    """,
]
POSTGRESQL = [
    """
    CREATE FUNCTION matters_grams(said text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT coalesce(array_agg(DISTINCT substr(upper(said), place, width)), '{}')
        FROM generate_series(1, length(upper(said))) AS place, generate_series(1, 2) AS width
    $$
    """,
    "CREATE INDEX matters_words ON matters_matter USING gin (matters_grams(title))",
]


def keep_words(_apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement, params=None)


def forget_words(_apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for trigger in ("added", "changed", "taken"):
            schema_editor.execute(f"DROP TRIGGER matters_words_are_{trigger}", params=None)
        for table in ("matters_words", "matters_titled"):
            schema_editor.execute(f"DROP TABLE {table}", params=None)
    else:
        schema_editor.execute("DROP INDEX matters_words", params=None)
        schema_editor.execute("DROP FUNCTION matters_grams(text)", params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('matters', '0005_progress'),
    ]

    operations = [
        migrations.RunPython(keep_words, forget_words),
    ]
