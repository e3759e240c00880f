// Adds jobs, does them, and prints what was measured as JSON: node queue.mjs JOBS ACCOUNTS, database in DATABASE_URL.
// A job's task only places a hold and captures it, each with the balance and each committed.
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Logger, makeWorkerUtils, run } from 'graphile-worker'
import pg from 'pg'

const [jobs, accounts] = process.argv.slice(2).map(Number)
const AT_ONCE = 32
const CLIENTS = 16
const PRICE = 2
const WARM_UP = 2_000

const PLACE = {
  name: 'place',
  text: `
    with held as (
        update account set held = held + $3 where id = $2 and balance - held >= $3 returning id
    )
    insert into hold (id, account_id, amount) select $1, id, $3 from held`,
}
const CAPTURE = {
  name: 'capture',
  text: `
    with captured as (
        update hold set status = 'captured' where id = $1 and status = 'held' returning id, account_id, amount
    ), charged as (
        update account a set balance = a.balance - c.amount, held = a.held - c.amount
        from captured c where a.id = c.account_id
        returning a.id
    )
    insert into entry (hold_id, account_id, amount)
    select c.id, c.account_id, -c.amount from captured c join charged on charged.id = c.account_id`,
}
const WRONG = `
    select (select count(*) from entry) as charges,
           (select count(*) from hold where status <> 'captured') as open,
           (select count(*) from account a where held <> 0 or balance <> $1
                + coalesce((select sum(amount) from entry e where e.account_id = a.id), 0)) as balances`
const CREDITS = 1_000_000

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: AT_ONCE + 2 })
pool.on('error', (error) => { throw error })
pool.on('connect', (client) => client.on('error', (error) => { throw error }))
const preset = { worker: { concurrentJobs: AT_ONCE, localQueue: { size: 4 * AT_ONCE }, completeJobBatchDelay: 0 } }
const silent = new Logger(() => () => {})

async function write(query, values, withPgClient) {
  const { rowCount } = await withPgClient((client) => client.query({ ...query, values }))
  if (rowCount !== 1) throw new Error(`${query.name} wrote ${rowCount} rows`)
}

let left = 0
let emptied
const taskList = {
  async generate({ hold, account }, { withPgClient }) {
    await write(PLACE, [hold, account, PRICE], withPgClient)
    await write(CAPTURE, [hold], withPgClient)
    if (--left === 0) emptied()
  },
}

/** So many clients, each adding one job after the other. */
async function add(utils, count) {
  let number = 0
  const client = async () => {
    while (number < count) {
      const account = 1 + (number++ % accounts)
      await utils.addJob('generate', { hold: randomUUID(), account })
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, client))
}

/** Until the last job is done and its row deleted. */
async function drain(count) {
  left = count
  const done = new Promise((resolve) => (emptied = resolve))
  const runner = await run({ pgPool: pool, preset, taskList, logger: silent, noHandleSignals: true, noPreparedStatements: false })
  await done
  await runner.stop()
}

async function seconds(work) {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}

async function measure(utils, count) {
  const before = process.cpuUsage()
  const addingSeconds = await seconds(() => add(utils, count))
  const doingSeconds = await seconds(() => drain(count))
  const used = process.cpuUsage(before)
  return { addingSeconds, doingSeconds, processorMillis: (used.user + used.system) / 1000 }
}

await pool.query(await readFile(new URL('schema.sql', import.meta.url), 'utf8'))
await pool.query('insert into account (id, balance) select id, $1 from generate_series(1, $2) id', [CREDITS, accounts])
const utils = await makeWorkerUtils({ pgPool: pool, preset, logger: silent })
await utils.migrate()
await measure(utils, Math.min(jobs, WARM_UP))
const measured = await measure(utils, jobs)
const { rows: [wrong] } = await pool.query(WRONG, [CREDITS])
const { rows: [{ count: rest }] } = await pool.query('select count(*) from graphile_worker.jobs')
const expected = jobs + Math.min(jobs, WARM_UP)
if (+wrong.charges !== expected || +wrong.open || +wrong.balances || +rest) {
  throw new Error(`Of ${expected} jobs ${wrong.charges} were charged; ${rest} are left, ${wrong.open} holds, ${wrong.balances} wrong balances`)
}
await utils.release()
await pool.end()
console.log(JSON.stringify({ ...measured, allJobs: expected }))
