-- The history reads movements and open holds, which have indexes of their own (transaction_account_id_idx,
-- hold_open_idx); these two were for settled holds and movements without a hold. No release has had them, so no older
-- service misses them.
drop index hold_history_idx;
drop index transaction_history_idx;
