-- An archive as after years of nights, made in the database itself: documents published long ago, each with its record,
-- two files, the words of its names and five audit entries. Put in by EngineBench.cpp, which fills in what is in <>.
-- The entries are chained by nothing: what is measured does not read them.

CREATE TEMP TABLE bench_archive AS
SELECT CAST(<first> AS BIGINT) + i AS n, <uuid> AS id, 1577836800000 + CAST(<first> + i AS BIGINT) * 190000 AS at,
  CAST(<first> + i AS BIGINT) * 7919 % <surnames> AS s, CAST(<first> + i AS BIGINT) * 104729 % <given> AS g, CAST(<first> + i AS BIGINT) * 1299709 % <given> AS p,
  <digest> AS digest
FROM <series>;

INSERT INTO balalyk_document (sequence, id, kind, source, source_key, revision, commission_id, commission_name,
  chairperson_id, number, date, subject, synthetic, state, problems, flags, reason, record_digest, content_digest, pages,
  provenance, container_name, container_media_type, container_digest, container_size, certificate_digest, sign_at,
  published_at, changed_at, priority, token, level, informed_at) <overriding>
SELECT n, id, 'voucher-approval', 'application', 'archived-' || n, 1, <commission>, 'Бишкек шаарынын комиссиясы',
  <commission> || '-M0', CAST(n AS TEXT), <date>, sn.text || ' ' || gn.text || ' ' || pn.text, 1, 'published', '[]', '[]', '',
  digest, digest, 3, '{"office":"7.4","origin":"template"}', id || '.asice', 'application/vnd.etsi.asic-e+zip',
  digest, 61234, digest, at, at, at, 1, 3, 'B-LTA', at
FROM bench_archive JOIN bench_name sn ON sn.part = 's' AND sn.i = s
JOIN bench_name gn ON gn.part = 'g' AND gn.i = g JOIN bench_name pn ON pn.part = 'p' AND pn.i = p ORDER BY 1;

INSERT INTO balalyk_record (sequence, xml) SELECT n, '<record number="' || n || '" id="' || id || '">' || digest || digest || digest ||
  '<child><surname>…</surname></child><guardian/><benefits/><members/></record>' FROM bench_archive ORDER BY 1;

INSERT INTO balalyk_file (sequence, position, name, media_type, digest, size)
SELECT n, position, 'protocol-' || language || '.pdf', 'application/pdf', digest, 51234
FROM bench_archive, (SELECT 0 AS position, 'ky' AS language UNION ALL SELECT 1, 'ru') languages ORDER BY 1, 2;

INSERT INTO balalyk_word (word, day, sequence)
SELECT w.word, <day>, n FROM bench_archive JOIN bench_name w ON w.part = 's' AND w.i = s UNION ALL
SELECT w.word, <day>, n FROM bench_archive JOIN bench_name w ON w.part = 'g' AND w.i = g UNION ALL
SELECT w.word, <day>, n FROM bench_archive JOIN bench_name w ON w.part = 'p' AND w.i = p ORDER BY 1, 2, 3;

INSERT INTO balalyk_audit (sequence, at, actor, event, document_id, detail, previous_hash, hash)
SELECT (SELECT sequence FROM balalyk_audit_head) + (n - <first> - 1) * 5 + step, at + step, 'worker-4711-0123456789abcdef', event, id,
  '{"contentDigest":"' || digest || '"}', digest, digest
FROM bench_archive, (SELECT 1 AS step, 'taken' AS event UNION ALL SELECT 2, 'drafted' UNION ALL SELECT 3, 'authorised'
  UNION ALL SELECT 4, 'signed' UNION ALL SELECT 5, 'published') events ORDER BY 1;

UPDATE balalyk_audit_head SET sequence = (SELECT max(sequence) FROM balalyk_audit);
INSERT INTO balalyk_count (state, kind, documents) SELECT 'published', 'voucher-approval', count(*) FROM bench_archive WHERE true
ON CONFLICT (state, kind) DO UPDATE SET documents = balalyk_count.documents + excluded.documents;
DROP TABLE bench_archive;
