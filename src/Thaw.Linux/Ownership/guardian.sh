# Run by sh as: thaw-guardian LEDGER TOKEN, with a pipe as standard input that closes when Thaw ends.
# The ledger's lines are described in LedgerFormat.cs.
ledger=$1 token=$2
trap '' HUP INT QUIT TERM
read -r nothing
[ -f "$ledger" ] || exit 0

released=' '
while read -r sum op id rest; do
  [ "$op" = release ] && released="$released$id "
done <"$ledger"

# Of every recorded group whose number still means the recorded one: " GROUP:SESSION ".
groups=' '
while read -r sum op id kind group start session; do
  [ "$op $kind" = 'own group' ] || continue
  case $released in *" $id "*) continue ;; esac
  stat=
  { read -r stat <"/proc/$group/stat"; } 2>/dev/null
  set -- ${stat##*) }
  # Field 22 is the start time; the name before the parenthesis took two.
  [ -z "$stat" ] || [ "${20}" = "$start" ] && groups="$groups$group:$session "
done <"$ledger"

kill_once() {
  found=
  for file in /proc/[0-9]*/stat; do
    stat=
    { read -r stat <"$file"; } 2>/dev/null
    pid=${stat%% *}
    set -- ${stat##*) }
    case $1 in '' | Z | X) continue ;; esac
    case $groups in *" $3:$4 "*) kill -KILL "$pid" && found=1 ;; esac
  done
  # Children that left their group still carry the token.
  for file in $(grep -lzxF -- "THAW_OWNER=$token" /proc/[0-9]*/environ); do
    pid=${file#/proc/}
    kill -KILL "${pid%/environ}" && found=1
  done
} 2>/dev/null

# Until nothing is left: a process may fork between the look and the signal. 100 rounds are about 10 s.
round=0
while kill_once; [ -n "$found" ] && [ "$round" -lt 100 ]; do
  round=$((round + 1))
  sleep 0.05
done

left=
while read -r sum op id kind path; do
  [ "$op $kind" = 'own folder' ] || continue
  case $released in *" $id "*) continue ;; esac
  # Only names that Thaw gives (FolderRemoval.OwnedPath).
  case ${path##*/} in thaw-*-????????????????) ;; *) continue ;; esac
  # Control groups go by rmdir alone, the innermost first; one that processes have just left may be busy for a moment.
  case $(stat -f -c %T -- "$path") in
    cgroup*)
      # What stands still in a group cannot notice that its host is gone, and end.
      for file in "$path"/*/cgroup.freeze; do
        [ -f "$file" ] && echo 0 >"$file"
      done
      round=0
      while [ -d "$path" ] && [ "$round" -lt 100 ]; do
        find "$path" -depth -type d -exec rmdir -- {} + || sleep 0.05
        round=$((round + 1))
      done
      [ ! -d "$path" ] || left=1
      continue ;;
  esac
  # What is mounted inside stays: it is not ours to delete.
  rm -rf --one-file-system -- "$path" || { chmod -R u+rwX -- "$path"; rm -rf --one-file-system -- "$path"; } || left=1
done <"$ledger" 2>/dev/null
[ -n "$left" ] || rm -f -- "$ledger"
