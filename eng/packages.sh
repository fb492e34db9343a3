# The Debian packages that a command needs, checked and, when root, installed. To be sourced; needs bash.

# What a command line needs: `demo`, `bench` and `lab run` start the sample functions, others only when one is named.
require_packages_for_command() { # root arguments...
    local root=$1 lists=() argument path
    shift
    [[ -x /usr/bin/python3 ]] || command -v python3 >/dev/null || lists+=("$root/eng/packages.txt")
    case ${1-} in
        demo) lists+=("$root/functions/packages.txt") ;;
        bench | lab)
            lists+=("$root/functions/packages.txt")
            # The two heaviest functions run in whole benchmarks only.
            [[ " $* " == *" --quick "* || ${1-} == lab && ${2-} != run ]] || lists+=("$root/functions/packages-bench.txt")
            ;;
        *)
            for argument in "${@:2}"; do
                path=${argument%/}
                [[ -d $path && -e $path/thaw.yaml && $(cd -- "$path" && pwd -P) == "$root"/functions/* ]] || continue
                lists+=("$root/functions/packages.txt")
                [[ -f $root/functions/packages-bench.txt && ${path##*/} =~ ^(cnn_serving|video_processing)$ ]] &&
                    lists+=("$root/functions/packages-bench.txt")
                break
            done
            ;;
    esac
    ((${#lists[@]} == 0)) || require_packages "$root" "${lists[@]}"
}

# Every list is a file with a package a line; lines with # are comments. A list that is not there asks for nothing.
require_packages() { # root list...
    local root=$1 wanted='' list line stamp
    shift
    for list in "$@"; do
        [[ -f $list ]] || continue
        while read -r line || [[ -n $line ]]; do
            [[ -z $line || $line == \#* ]] || wanted+="${line%% *} "
        done <"$list"
    done
    # The stamp holds the names that were all there, and is newer than dpkg's state for as long as that is unchanged.
    stamp=$root/artifacts/packages/${#}-${#wanted}
    if [[ -f $stamp && $stamp -nt /var/lib/dpkg/status && $(<"$stamp") == "$wanted" ]]; then
        return
    fi
    install_missing "$root" $wanted
    mkdir -p "${stamp%/*}"
    printf '%s' "$wanted" >"$stamp"
}

missing_of() { # package...; prints those that are not installed
    dpkg-query -W -f '${Package} ${db:Status-Abbrev}\n' "$@" 2>/dev/null | awk '
        BEGIN { for (i = 1; i < ARGC; i++) wanted[ARGV[i]] = 1; ARGC = 1 }
        $2 == "ii" || $2 == "hi" { delete wanted[$1] }
        END { for (name in wanted) print name }' "$@" | sort
}

install_missing() { # root package...
    local root=$1 missing
    shift
    (($#)) || return 0
    command -v dpkg-query >/dev/null ||
        packages_fail "this machine has no dpkg; install what these Debian packages hold: $*"
    missing=$(missing_of "$@" | tr '\n' ' ')
    missing=${missing% }
    [[ -n $missing ]] || return 0
    ((EUID == 0)) ||
        packages_fail "packages are missing; install them with: sudo apt-get install --no-install-recommends $missing"
    mkdir -p "$root/artifacts/log"
    (
        flock 8 # a second Thaw waits here, and then finds everything installed
        missing=$(missing_of "$@" | tr '\n' ' ')
        [[ -n $missing ]] || exit 0
        echo "thaw: installing Debian packages: $missing" >&2
        run_apt "$root/artifacts/log/packages.log" $missing
    ) 8>"$root/artifacts/.packages-lock"
}

run_apt() { # log package...
    local log=$1
    shift
    export DEBIAN_FRONTEND=noninteractive
    # A failing update is no reason to stop: what the machine has listed already may do.
    apt-get update -q >"$log" 2>&1 8>&- </dev/null || true
    apt-get install -y -q -o DPkg::Lock::Timeout=300 --no-install-recommends "$@" >>"$log" 2>&1 8>&- </dev/null ||
        packages_fail "apt-get install --no-install-recommends $* failed: $(grep '^E:' "$log" | tail -n 1) (see $log)"
}

packages_fail() {
    printf '%s\n' "thaw: $*" >&2
    exit 3
}
