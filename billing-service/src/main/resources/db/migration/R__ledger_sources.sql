-- The sources of units: which there are, and which pay a price. The services' list is Source in contracts; tests fail if
-- the two differ.

alter domain unit_source drop constraint if exists unit_source_check;
-- Not valid: rows that are there are not read again. A source that has had units is never removed.
alter domain unit_source add constraint unit_source_check check (
    value in ('plan', 'credits', 'free', 'energy', 'diamonds')) not valid;

-- Units of a source, or money: 'rub' in kopecks and 'xtr' in Stars.
alter domain booked_unit drop constraint if exists booked_unit_check;
alter domain booked_unit add constraint booked_unit_check check (
    value in ('plan', 'credits', 'free', 'energy', 'diamonds', 'rub', 'xtr')) not valid;

-- The sources that may pay a price, in order of preference.
create or replace function ledger_candidates(p_unit text, p_funding text) returns text[] language sql immutable as $$
    select case
        when p_unit in ('energy', 'diamonds')              then array[p_unit]
        when p_unit = 'actions' and p_funding = 'free'     then array['free']
        when p_unit = 'actions' and p_funding = 'auto'     then array['plan', 'credits', 'free']
    end
$$;
