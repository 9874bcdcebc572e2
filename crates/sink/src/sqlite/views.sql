-- What analysts ask most, as views. Offsets are bytes, so words are cut out of the text as a blob.

-- Full text of articles: SELECT rowid, title FROM articles_text WHERE articles_text MATCH 'ferry'.
CREATE VIRTUAL TABLE articles_text USING fts5 (
    title, text, content = 'articles', content_rowid = 'rowid',
    tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO articles_text (articles_text) VALUES ('rebuild');

-- Every value of every fact, with the page that gives it.
CREATE VIEW fact_values AS
SELECT facts.id AS fact, facts.story, facts.kind, facts.key, facts.label, facts.verdict, facts.preferred,
    value.value ->> 'value' AS value, value.value ->> 'low' AS low, value.value ->> 'high' AS high,
    value.value ->> 'text' AS words, value.value ->> 'modifier' AS modifier,
    value.value ->> 'speaker' AS speaker, value.value ->> 'role' AS role,
    value.value ->> 'origin' AS origin, value.value ->> 'claim' AS claim,
    value.value ->> 'article' AS article, articles.source, articles.uri, articles.title, articles.published
FROM facts, json_each(facts."values") AS value
LEFT JOIN articles ON articles.id = value.value ->> 'article';

-- Facts on which sources contradict each other.
CREATE VIEW conflicts AS
SELECT facts.id AS fact, stories.title AS story_title, facts.label, facts.preferred, facts.origins,
    facts.explanation, facts.story
FROM facts LEFT JOIN stories ON stories.id = facts.story
WHERE facts.verdict = 'conflict';

-- Who said what, in the words of the page.
CREATE VIEW statements AS
SELECT claims.speaker, claims.cue, claims.mode, claims.certainty,
    CAST(substr(CAST(articles.text AS BLOB), claims.start + 1, claims."end" - claims.start) AS TEXT) AS words,
    claims.id AS claim, claims.article, articles.source, articles.title, articles.published, articles.uri
FROM claims LEFT JOIN articles ON articles.id = claims.article
WHERE claims.speaker IS NOT NULL;

-- Where each entity is named.
CREATE VIEW entity_mentions AS
SELECT entities.id AS entity, entities.name, entities.label, entities.kind, mentions.text AS words,
    mentions.article, mentions.start, mentions."end", articles.source, articles.title, articles.published
FROM mentions JOIN entities ON entities.id = mentions.entity
LEFT JOIN articles ON articles.id = mentions.article;

-- Pairs of entities, by name.
CREATE VIEW entity_pairs AS
SELECT one.name AS a_name, other.name AS b_name, pair.articles, pair.origins, pair.pmi, pair.a, pair.b
FROM cooccurrence AS pair
LEFT JOIN entities AS one ON one.id = pair.a
LEFT JOIN entities AS other ON other.id = pair.b;

-- The articles of each story.
CREATE VIEW story_articles AS
SELECT articles.story, stories.title AS story_title, articles.id AS article, articles.source,
    articles.title, articles.published, articles.copy_of, articles.uri
FROM articles LEFT JOIN stories ON stories.id = articles.story;

-- What each source put out.
CREATE VIEW sources AS
SELECT source, count(*) AS articles, count(copy_of) AS copies, count(DISTINCT story) AS stories,
    min(published) AS first_published, max(published) AS last_published
FROM articles GROUP BY source;
