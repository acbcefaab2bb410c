-- Programs with the most interviews.
CREATE TABLE IF NOT EXISTS program (
    id INTEGER PRIMARY KEY,
    name VARCHAR(80) NOT NULL UNIQUE,
    opened DATE DEFAULT CURRENT_DATE,
    share NUMERIC(4, 2) CHECK (share >= 0.5)
);

/* Two rows
   to start with. */
INSERT INTO program (name, opened) VALUES ('St. John''s', '2026-11-01'), ('North', NULL);

WITH recent AS (
    SELECT p.id, p.name, COUNT(*) AS interviews
    FROM program AS p
    LEFT JOIN interview i ON i.program_id = p.id
    WHERE p.opened BETWEEN '2026-01-01' AND '2026-12-31'
      AND (p.name LIKE 'N%' OR p.share IN (1, 2.5, 3))
    GROUP BY p.id
    HAVING COUNT(*) > 10
)
select name, coalesce(interviews, 0), case when interviews > 20 then 'many' else 'few' end
from recent
order by interviews desc
limit 5 offset 10;

UPDATE program SET share = share * 1.5 WHERE id = 7;
DELETE FROM program WHERE name IS NULL;
ALTER TABLE program ADD COLUMN "note" TEXT;
DROP INDEX IF EXISTS by_name;
BEGIN; COMMIT;
