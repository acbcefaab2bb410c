#!/usr/bin/env bash
# Publishes the guide.
set -euo pipefail

TARGET="${1:-public}"
readonly LIMIT=10
export PATH="$HOME/bin:$PATH"

fail() {
  printf '%s\n' "error: $*" >&2
  exit 1
}

for file in content/*.md; do
  if [[ -f "$file" && $LIMIT -gt 0 ]]; then
    words=$(wc -w < "$file")
    total=$((total + words))
    echo "Read ${file##*/}: $words words" | tee -a log.txt
  elif [ ! -d "$TARGET" ]; then
    mkdir -p "$TARGET" || fail "no folder"
  else
    continue
  fi
done

case "$1" in
  start|stop) systemctl "$1" guide ;;
  *) fail "what?" ;;
esac

cat <<EOF >"$TARGET/about.txt"
The guide has $total words, built on $(date +%F).
EOF

while read -r line; do
  local name=${line%%=*}
  [ -n "$name" ] && unset "$name" && return 0
done < <(env)
trap 'rm -rf "$TARGET"' EXIT
