-- Makes other admissions of the user wait until the end of the transaction, and counts the jobs that wait. Volatile, so
-- that it counts what was committed while it waited for the lock. The lock 42 is that of the user's admissions; the
-- lock 0 is that of the user's uploads (UploadRepository), and neither waits for the other.
create or replace function count_waiting_jobs(p_user uuid)
    returns bigint
    language plpgsql
    volatile
as $$
begin
    perform pg_advisory_xact_lock(hashtextextended(p_user::text, 42));
    return (select count(*) from job where user_id = p_user and status = 'PENDING');
end
$$;
