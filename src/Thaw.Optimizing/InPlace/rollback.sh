# Run by sh as: thaw-rollback RECORD FILE..., with a pipe as standard input that closes when Thaw ends.
# RECORD holds old-N and new-N for the N-th FILE, from 0; what it is is told in EditRecord.cs.
# "keep" on the pipe: all files are new, and the record stays. Anything else: all become old again, and it goes.
exec >/dev/null 2>&1
trap '' HUP INT QUIT TERM
record=$1
shift
read -r word
[ "$word" = keep ] && exit 0

n=0 failed=
for file; do
  fresh=${file%/*}/.${file##*/}.thaw-new
  if cmp -s "$record/new-$n" "$file"; then
    # A copy of the file itself first, for its mode and its owner.
    cp -p "$file" "$fresh" && cat "$record/old-$n" >"$fresh" && sync "$fresh" && mv -f "$fresh" "$file" || failed=1
  fi
  rm -f "$fresh"
  n=$((n + 1))
done
[ "$failed" ] || rm -rf "$record"
