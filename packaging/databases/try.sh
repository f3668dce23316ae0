#!/usr/bin/env bash
# Tries the three examples with databases of their own in a temporary directory: fills each, backs it up, breaks it, restores it, and
# compares. Needs the jar, root, and the packages postgresql, mariadb-server, sqlite3, curl and jq of Debian.
#
#   packaging/databases/try.sh target/bundle-backup-0.1.0-SNAPSHOT.jar
set -euo pipefail
jar=$(realpath "$1")
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
here=$(dirname "$(realpath "$0")")
scripts=$here/../../http-examples
work=$(mktemp -d)
port=18390
pids=()

finish() {
    for pid in "${pids[@]}"; do kill "$pid" 2> /dev/null && wait "$pid" || true; done
    rm -rf "$work"
}
trap finish EXIT

await() {
    for _ in $(seq 600); do "$@" > /dev/null 2>&1 && return; sleep 0.1; done
    echo "waited in vain for: $*"
    exit 1
}

# bundle NAME SED: the example, with what SED changes for this machine
bundle() {
    mkdir -p "$work/bundles/$1/data"
    sed "$2" "$here/$1/bundle.json" > "$work/bundles/$1/bundle.json"
}

# try NAME QUERY BREAK: backs up, breaks, restores; QUERY prints the same before and after
try() {
    local before after
    before=$($2)
    "$scripts/backup.sh" "$1" "$work/backups"
    $3 > /dev/null
    [ "$($2 2>&1)" != "$before" ] || { echo "$1: nothing was broken"; exit 1; }
    "$scripts/restore.sh" "$1" "$work/backups"
    after=$($2)
    [ "$before" = "$after" ] || { echo "$1: $before before, $after after"; exit 1; }
    echo "$1: restored, $after rows"
}

cd "$work"
chmod 755 "$work"

# PostgreSQL, with a server that trusts everybody on its socket.
install -d -o postgres "$work/pg"
pg=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
runuser -u postgres -- "$pg/initdb" -D "$work/pg/data" -A trust > /dev/null
runuser -u postgres -- "$pg/postgres" -D "$work/pg/data" -k "$work/pg" -c listen_addresses= 2> "$work/pg.log" & pids+=($!)
bundle postgresql "s#/run/postgresql\"#$work/pg\", \"PGUSER\": \"postgres\"#"
psql=(psql -AtX -h "$work/pg" -U postgres)
await "${psql[@]}" -c 'select 1'
"${psql[@]}" -c 'create database shop' -c '\c shop' -c 'create table orders(id serial primary key, item text)' \
    -c "insert into orders(item) select 'item ' || n from generate_series(1, 100000) n" > /dev/null
pg_rows() { "${psql[@]}" -d shop -c 'select count(*) from orders'; }
pg_break() { "${psql[@]}" -d shop -c 'delete from orders where id > 10' -c 'create table newer(id int)'; }

# MariaDB.
install -d -o mysql "$work/my"
mysql_install_db --user=mysql --datadir="$work/my/data" --auth-root-authentication-method=socket > /dev/null
mariadbd --no-defaults --user=mysql --datadir="$work/my/data" --socket="$work/my/socket" --skip-networking --pid-file="$work/my/pid" \
    2> "$work/my.log" & pids+=($!)
printf '[client]\nsocket=%s\nuser=root\n' "$work/my/socket" > "$work/mysql.cnf"
bundle mysql "s#/etc/bundle-backup/mysql.cnf#$work/mysql.cnf#"
mysql=(mysql --defaults-extra-file="$work/mysql.cnf" -N)
await "${mysql[@]}" -e 'select 1'
"${mysql[@]}" -e "create database shop; create table shop.orders(id int primary key, item text);
    insert into shop.orders select seq, concat('item ', seq) from seq_1_to_100000" mysql
my_rows() { "${mysql[@]}" -e 'select count(*) from shop.orders'; }
my_break() { "${mysql[@]}" -e 'drop table shop.orders'; }

# SQLite, with a writer that has the database open.
bundle sqlite ''
db=$work/bundles/sqlite/data/shop.db
sqlite3 "$db" "pragma journal_mode = wal; create table orders(id integer primary key, item text);
    with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000) insert into orders select i, 'item ' || i from n" > /dev/null
lite_rows() { sqlite3 "$db" 'select count(*) from orders'; }
lite_break() { sqlite3 "$db" 'delete from orders where id > 10'; }

"$java" -jar "$jar" --server.port=$port --backup.data-directory="$work/data" --backup.bundles-directory="$work/bundles" > "$work/log" & pids+=($!)
export BACKUP_URL=http://127.0.0.1:$port BACKUP_TOKEN_FILE=$work/data/token
await curl -fs "$BACKUP_URL/actuator/health/readiness"

try postgresql pg_rows pg_break
try mysql my_rows my_break
try sqlite lite_rows lite_break
