#!/usr/bin/env bash
# Starts the peer in a directory and on ports of its own, measures, and ends all of it.
#   ./run.sh [--quick] [check|latency|admit|drain|fanout500|fanout500-few|notice|webhooks ...]      without a name: all
#   WORKER=asyncio SLOTS=64 ./run.sh own:drain                                 one, with settings of one's own
#   ./run.sh installed                                                         says what is missing here, if anything is
# Settings: those of settings.py, and PYTHON, PG_BIN, REDIS_SERVER, UVICORN_WORKERS, CONCURRENCY (celery -c), DELAY, SIDE, RESULTS.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
python=${PYTHON:-/usr/bin/python3}
# PostgreSQL is the one that a stack of Atelier has unpacked.
pg_bin=${PG_BIN:-$(ls -d "$here"/../../target/stack/cache/binaries/postgres-*/bin 2>/dev/null | tail -n 1 || true)}
redis=${REDIS_SERVER:-redis-server}

installed() {
  "$python" -c 'import aiohttp, asyncpg, celery, fastapi, hiredis, httptools, jwt, PIL, redis, uvicorn, uvloop, websockets' 2>&1 | tail -n 1
  command -v "$redis" >/dev/null || echo "There is no $redis."
  [ -x "$pg_bin/postgres" ] || echo 'There is no PostgreSQL yet: ./atelier bench unpacks it.'
}
missing=$(installed)
if [ -n "$missing" ]; then
  echo "$missing
Debian: apt-get install python3-{fastapi,uvloop,httptools,asyncpg,celery,redis,hiredis,pil,jwt,aiohttp,websockets} uvicorn redis-server"
  exit 3
fi
[ "${1:-}" != installed ] || exit 0

export RESULTS=${RESULTS:-${TMPDIR:-/tmp}/python-studio/$(date -u +%Y%m%dT%H%M%SZ)}
export PYTHONDONTWRITEBYTECODE=1 OPENBLAS_NUM_THREADS=1
mkdir -p "$RESULTS"
dir=''

free_port() { "$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
# PostgreSQL refuses to run as root; in a user namespace of its own root is unprivileged, as in Atelier's stack.
unprivileged=(); [ "$(id -u)" != 0 ] || unprivileged=(unshare -U)
until_ok() { for _ in $(seq 300); do "$@" >/dev/null 2>&1 && return; sleep 0.1; done; echo "never ready: $*" >&2; tail -n 20 "$dir"/*.log >&2; exit 1; }
begin() { local name=$1; shift; setsid "$@" >"$dir/$name.log" 2>&1 & echo "$name $!" >>"$dir/pids"; }

up() {
  dir=$(mktemp -d "${TMPDIR:-/tmp}/python-studio.XXXXXX"); chmod 755 "$dir"
  mkdir "$dir/pg" "$dir/redis" "$dir/files"
  local pg_port redis_port api_port; pg_port=$(free_port) redis_port=$(free_port) api_port=$(free_port)
  PROVIDER_PORT=$(free_port); export PROVIDER_PORT
  export DATABASE_URL=postgresql://postgres@127.0.0.1:$pg_port/postgres REDIS_URL=redis://127.0.0.1:$redis_port FILES=$dir/files
  export JWT_SECRET=a-secret-of-more-than-thirty-two-characters PUBLIC_URL=http://127.0.0.1:$api_port
  export PROVIDER_URL=http://127.0.0.1:$PROVIDER_PORT YOOKASSA_URL=${YOOKASSA_URL-http://127.0.0.1:$PROVIDER_PORT/v3} PIDS=$dir/pids
  # What Atelier's own stack sets; fsync stays on.
  "${unprivileged[@]}" "$pg_bin/initdb" -D "$dir/pg/data" -U postgres -A trust -E UTF8 --no-sync \
    --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C >"$dir/initdb.log"
  begin postgres "${unprivileged[@]}" "$pg_bin/postgres" -D "$dir/pg/data" -p "$pg_port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
    -c max_connections=300 -c shared_buffers=256MB -c max_wal_size=1GB -c log_min_messages=warning
  begin redis "$redis" --port "$redis_port" --bind 127.0.0.1 --dir "$dir/redis" --appendonly yes --save '' --loglevel warning
  cd "$here"
  until_ok "$python" -c "
import asyncio, asyncpg
async def create_schema():
    db = await asyncpg.connect('$DATABASE_URL')
    await db.execute(open('schema.sql').read())
asyncio.run(create_schema())"
  begin provider "$python" provider.py
  begin api "$python" -m uvicorn api:app --port "$api_port" --workers "${UVICORN_WORKERS:-2}" --loop uvloop --http httptools --no-access-log
  case ${WORKER:-celery} in
    none) ;;
    asyncio) begin worker "$python" worker.py ;;
    *) begin worker "$python" -m celery -A worker worker -c "${CONCURRENCY:-8}" -l info; until_ok grep -q ' ready\.' "$dir/worker.log" ;;
  esac
  until_ok "$python" -c "import urllib.request as u; u.urlopen('$PUBLIC_URL/openapi.json'); u.urlopen('$PROVIDER_URL/calls')"
}

down() {
  [ -n "$dir" ] || return 0
  local name pid
  while read -r name pid; do kill -CONT -- "-$pid"; kill -TERM -- "-$pid"; done 2>/dev/null < <(tac "$dir/pids") || true
  for _ in $(seq 50); do [ -n "$(jobs -rp)" ] || break; sleep 0.1; done
  while read -r name pid; do kill -KILL -- "-$pid"; done 2>/dev/null <"$dir/pids" || true
  wait 2>/dev/null || true
  [ -n "${KEEP:-}" ] && echo "kept: $dir" || rm -rf "$dir"
  dir=''
}
# measure LABEL BENCHMARK [NAME=VALUE ...]: in a fresh stack
measure() (
  trap down EXIT
  trap 'exit 130' INT TERM
  label=$1 benchmark=$2; shift 2
  [ $# -eq 0 ] || export "$@"
  up
  "$python" load.py "$benchmark" --label "$label" $quick
)

quick=''; [ "${1:-}" != --quick ] || { quick=--quick; shift; }
[ $# -gt 0 ] || set -- check latency admit drain fanout500 fanout500-few notice webhooks
for name; do
  case $name in
    check) measure 'Celery, 4 processes' check CONCURRENCY=4
           measure 'Celery, 4 processes, called back' check CONCURRENCY=4 PROVIDER=callback
           measure 'asyncio, 10 slots' check WORKER=asyncio ;;
    latency) measure 'Celery, 5 processes' latency CONCURRENCY=5 WATERMARK=0 ;;
    admit) measure 'no worker' admit WORKER=none ;;
    drain) measure 'Celery, 8 processes' drain PROVIDER=noop WATERMARK=0
           measure 'asyncio, 32 slots' drain WORKER=asyncio SLOTS=32 PROVIDER=noop WATERMARK=0 ;;
    fanout500) measure 'asyncio, 500 slots' fanout500 WORKER=asyncio SLOTS=500 DELAY=2
               measure 'Celery, 8 processes, called back' fanout500 PROVIDER=callback DELAY=2 ;;
    fanout500-few) measure 'Celery, 8 processes' fanout500 DELAY=2
                   measure 'asyncio, 10 slots' fanout500 WORKER=asyncio DELAY=2 ;;
    notice) measure 'asyncio, 32 slots' notice WORKER=asyncio SLOTS=32 DELAY=1 WATERMARK=0
            measure 'Celery, 8 processes, called back' notice PROVIDER=callback DELAY=1 WATERMARK=0 ;;
    webhooks) measure 'read again from YooKassa' webhooks WORKER=none
              measure 'believed by address' webhooks WORKER=none YOOKASSA_URL= ;;
    own:*) measure "$(env | grep -E '^(WORKER|SLOTS|CONCURRENCY|PREFETCH|PROVIDER|DELAY|FSYNC|WATERMARK|UVICORN_WORKERS)=' | sort | xargs)" "${name#own:}" ;;
    *) echo "Unknown: $name" >&2; exit 2 ;;
  esac
done
echo "JSON: $RESULTS"
