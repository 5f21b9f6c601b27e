"""The longer questions that a report asks of the tables, in SQL; each orders its rows to the last tie."""

from __future__ import annotations

DOUBTFUL = """
select document_id, start, "end", text, subject, audit from metrics where not consistent
order by document_id, start, metric_id limit ?
"""

TARGETS = """
select t.kpi, t.dimension, t.issuer, t.region, t.period, t.gap, t.unit, t.status,
  a.document_id, a.start, a."end", a.text, c.document_id, c.start, c."end", c.text,
  r.document_id, r.start, r."end", r.text
from kpi_targets t join metrics a on a.metric_id = t.target_metric_id
left join metrics r on r.metric_id = t.result_metric_id
left join (
  select target_id, min(metric_id) as metric_id from metrics where kind = 'completion' group by 1
) d on d.target_id = t.target_metric_id
left join metrics c on c.metric_id = d.metric_id
order by r.metric_id is null, t.issuer nulls last, t.region nulls last, t.period desc, t.kpi, t.target_metric_id limit ?
"""

PAIRS = """
with one as (
  select target_id, min(case when kind = 'completion' then metric_id end) as completion,
    min(case when kind <> 'completion' then metric_id end) as result
  from metrics where target_id is not null group by 1
)
select coalesce(r.subject, t.subject), t.document_id, t.start, t."end", t.text, c.document_id, c.start, c."end", c.text,
  r.document_id, r.start, r."end", r.text
from one join metrics t on t.metric_id = one.target_id left join metrics c on c.metric_id = one.completion
left join metrics r on r.metric_id = one.result order by t.document_id, t.start, t.metric_id limit ?
"""

SERIES = """
with yearly as (
  select kpi, issuer, region, case when issuer is null and region is null then document_id end as document,
    kind, dimension, standard_unit as unit, direction, year(period_start) as year,
    standard_value as value, conflict, metric_id
  from kpi_panel where period_type = 'year' and standard_value is not null and kind <> 'target'
), runs as (
  select kpi, issuer, region, document, kind, dimension, unit, direction, count(*) as n
  from yearly group by all having count(*) > 2
), best as (
  select * from runs qualify row_number() over (
    partition by kpi order by n desc, kind, dimension, unit, issuer nulls last, region nulls last, direction nulls last,
      document
  ) = 1 order by n desc, kpi limit ?
)
select b.kpi, b.issuer, b.region, b.kind, b.dimension, b.unit, b.direction, y.year, y.value, y.conflict,
  m.document_id, m.start, m."end"
from best b join yearly y on y.kpi = b.kpi and y.kind = b.kind and y.dimension = b.dimension and y.unit = b.unit
  and y.issuer is not distinct from b.issuer and y.region is not distinct from b.region
  and y.direction is not distinct from b.direction and y.document is not distinct from b.document
join metrics m using (metric_id) order by b.n desc, b.kpi, y.year, m.metric_id
"""

CROSS = """
with most as (
  select issuer from problems join docs using (document_id) where issuer is not null
  group by 1 order by count(*) desc, 1 limit ?
)
select category, case when issuer in (select issuer from most) then issuer else '' end as by, count(*)
from problems join docs using (document_id) group by all order by all
"""

LINKED = """
with chosen as (
  select * from problems where cause is not null or len(measure_ids) > 0
  order by len(measure_ids) = 0, cause is null, document_id, start, problem_id limit ?
)
select p.problem_id, p.document_id, p.start, p."end", p.text, p.category, p.cause,
  a.document_id, a.start, a."end", a.text
from (select *, unnest(case when len(measure_ids) = 0 then [null] else measure_ids end) as measure_id from chosen) p
left join activities a on a.activity_id = p.measure_id
order by len(p.measure_ids) = 0, p.cause is null, p.document_id, p.start, p.problem_id, a.start, a.activity_id
"""

TREND = """
with placed as (
  select theme_id as theme, document_id from theme_members where theme_id is not null union all
  select subtheme_id, document_id from theme_members where subtheme_id is not null
), held as (
  select theme, year, count(*) as n from placed join docs using (document_id) where year is not null group by all
), of_year as (
  select unit, year, count(*) as n from theme_members join docs using (document_id) where year is not null group by all
)
select themes.theme_id, y.year, coalesce(held.n, 0) / y.n
from themes join of_year y using (unit) left join held on held.theme = themes.theme_id and held.year = y.year
order by 1, 2
"""
"""Shares of the records of a year: long reports hold nearly every theme, so shares of documents tell nothing there."""

CLUSTERS = """
with most as (
  select cluster_id, count(*) as n from documents where cluster_id is not null group by 1 order by 2 desc, 1 limit ?
)
select cluster_id, document_id from documents join most using (cluster_id)
order by n desc, cluster_id, duplicate_of is not null, path, "index"
"""

PASSAGES = """
select document_id, start, "end", other_document_id, other_start, other_end, text, similarity, chars, ceremony
from reuse where unit <> 'document' order by ceremony, chars desc, reuse_id limit ?
"""

KEYWORDS = """
with used as (
  select unnest(words) as word, unnest(tags) as tag, document_id from sentences
), counted as (
  select word, count(*) as n, count(distinct document_id) as documents from used
  where length(word) > 1 and (tag like 'n%' or tag like 'v%') group by 1
)
select word, n, documents from counted order by n * (1 + ln($1 / documents)) desc, word limit $2
"""
