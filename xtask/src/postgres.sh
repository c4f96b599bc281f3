# Holds a PostgreSQL cluster for as long as standard input stays open, then deletes it. So it
# cannot outlive whoever started it, however that one ends. Says `ready` when it may be called.
# $1: folder of the server's programs, $2: port on 127.0.0.1, $3: fsync, on or off
set -eu
programs=$1 port=$2 fsync=$3
template=tidings-postgres.XXXXXX
folder=$(mktemp -d "${TMPDIR:-/tmp}/$template" 2>/dev/null || mktemp -d "/tmp/$template")

finish() {
    "$programs/pg_ctl" --pgdata="$folder/data" --mode=immediate stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

start() {
    "$programs/initdb" --pgdata="$folder/data" --username=postgres --auth=trust --encoding=UTF8 \
        --locale=C --no-sync &&
        cat >>"$folder/data/postgresql.conf" <<END &&
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$folder'
fsync = $fsync
synchronous_commit = on
shared_buffers = 128MB
max_connections = 200
timezone = 'UTC'
END
        "$programs/pg_ctl" --pgdata="$folder/data" --log="$folder/server.log" --wait start
}

if ! start >"$folder/start.log" 2>&1; then
    cat "$folder"/*.log >&2
    exit 1
fi
echo ready
cat >/dev/null
