# The Debian packages that a command needs, checked and, when root, installed. To be sourced; needs bash.

# What ./thaw demo profiles; its packages are all that a first look installs.
DEMO_FUNCTIONS=(wine_quality sentiment)

# What a command line needs: a sample function its own packages, an experiment those of all functions. Anything else
# needs a Python interpreter.
require_packages_for_command() { # root arguments...
    local root=$1 wanted=() argument name
    shift
    [[ -x /usr/bin/python3 ]] || command -v python3 >/dev/null || read_list "$root/eng/packages.txt"
    case ${1-} in
        demo) for name in "${DEMO_FUNCTIONS[@]}"; do read_function "$root/functions/$name"; done ;;
        bench | lab)
            if [[ $1 == bench || ${2-} == run ]]; then
                read_list "$root/functions/packages.txt"
                # The heaviest functions run in whole benchmarks only.
                [[ " $* " != *" --quick "* ]] || leave_out "$root/functions/packages-bench.txt"
            fi
            ;;
    esac
    for argument in "${@:2}"; do
        if [[ -f ${argument%/}/thaw.yaml && $(cd -- "$argument" && pwd -P) == "$root"/functions/* ]]; then
            read_function "${argument%/}"
        fi
    done
    require "$root" "${wanted[@]}"
    wants_snapshots "$@" && provide_criu "$root"
    return 0
}

# Whether a command line is about snapshots of processes.
wants_snapshots() { # arguments...
    local argument
    for argument in "${@:2}"; do
        case $1,$argument in
            serve,--snapshots) return 0 ;;
            bench,*eager* | bench,*lazy* | bench,*reap*) return 0 ;;
        esac
    done
    return 1
}

# A CRIU that is new enough, where root has none: unpacked beside the build, and nothing of the system changes. The command says what
# is missing when this fails.
provide_criu() { # root
    local root=$1
    ((EUID == 0)) || return 0
    [[ -z ${THAW_CRIU-} && ! -x $root/artifacts/criu/bin/criu ]] || return 0
    if command -v criu >/dev/null && criu --version 2>/dev/null | grep -qE 'Version: (4\.[1-9]|[5-9]|[1-9][0-9])'; then
        return 0
    fi
    "$root/eng/private-criu" >/dev/null || true
}

# What the tests need: all but what only whole benchmarks use.
require_packages_for_tests() { # root
    local root=$1 wanted=()
    read_list "$root/functions/packages.txt"
    leave_out "$root/functions/packages-bench.txt"
    read_list "$root/eng/packages-test.txt"
    require "$root" "${wanted[@]}"
}

# The three below change `wanted` of their caller. A list is a file with a package a line and # before comments; one
# that is not there asks for nothing.
read_list() { # file
    local line
    [[ -f $1 ]] || return 0
    while read -r line || [[ -n $line ]]; do
        [[ -z $line || $line == \#* ]] || wanted+=("${line%% *}")
    done <"$1"
}

leave_out() { # file
    local kept=() name out
    [[ -f $1 ]] || return 0
    out=" $(sed 's/#.*//' "$1" | tr '\n' ' ') "
    for name in "${wanted[@]}"; do
        [[ $out == *" $name "* ]] || kept+=("$name")
    done
    wanted=("${kept[@]}")
}

read_function() { # folder; reads the list `packages:` of its thaw.yaml, in either of YAML's two ways to write a list
    local line inside=''
    [[ -f $1/thaw.yaml ]] || return 0
    while read -r line; do
        case $line in
            packages:*\[*) line=${line#*\[} line=${line%%\]*} && wanted+=(${line//,/ }) ;;
            packages:*) inside=yes ;;
            -*) [[ -z $inside ]] || { line=${line#-} && line=${line%%#*} && wanted+=($line); } ;;
            '' | \#*) ;;
            *) inside='' ;;
        esac
    done <"$1/thaw.yaml"
}

require() { # root package...
    local root=$1 stamp
    shift
    (($#)) || return 0
    # The stamp holds the names that were all there, and is newer than dpkg's state for as long as that is unchanged.
    stamp=$root/artifacts/packages/$#-$1
    if [[ -f $stamp && $stamp -nt /var/lib/dpkg/status && $(<"$stamp") == "$*" ]]; then
        return 0
    fi
    install_missing "$root" "$@"
    mkdir -p "${stamp%/*}"
    printf '%s' "$*" >"$stamp"
}

missing_of() { # package...; prints those that are not installed
    { dpkg-query -W -f '${Package} ${db:Status-Abbrev}\n' "$@" 2>/dev/null || true; } | awk '
        BEGIN { for (i = 1; i < ARGC; i++) wanted[ARGV[i]] = 1; ARGC = 1 }
        $2 == "ii" || $2 == "hi" { delete wanted[$1] }
        END { for (name in wanted) print name }' "$@" | sort
}

install_missing() { # root package...
    local root=$1 missing
    shift
    command -v dpkg-query >/dev/null ||
        packages_fail "this machine has no dpkg; install what these Debian packages hold: $*"
    missing=$(missing_of "$@" | paste -sd ' ')
    [[ -n $missing ]] || return 0
    ((EUID == 0)) ||
        packages_fail "packages are missing; install them with: sudo apt-get install --no-install-recommends $missing"
    mkdir -p "$root/artifacts/log"
    (
        flock 8 # a second Thaw waits here, and then finds everything installed
        missing=$(missing_of "$@" | paste -sd ' ')
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
