# Building, shared by ./thaw and ./test. To be sourced; needs bash.

# Quiet and private: no telemetry, and no build server left behind that would hold memory or the lock.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 MSBUILDDISABLENODEREUSE=1
export DOTNET_CLI_UI_LANGUAGE=en

die() { # exit-code message...
    local code=$1
    shift
    printf '%s\n' "thaw: $*" >&2
    exit "$code"
}

require_sdk() { # root
    command -v dotnet >/dev/null ||
        die 3 "the .NET 10 SDK is missing; install it from your distribution (dotnet-sdk-10.0) or dotnet.microsoft.com"
    # Asked in the repository, because global.json says which version will do.
    (cd "$1" && dotnet --version >/dev/null 2>&1) ||
        die 3 "no .NET 10 SDK among those of $(command -v dotnet); install dotnet-sdk-10.0 beside them"
}

# Runs a build with its output in a log and only its errors on the terminal.
logged() { # what log command...
    local what=$1 log=$2
    shift 2
    mkdir -p "${log%/*}"
    # Descriptor 9 is the build lock: a process that the build leaves running must not hold it.
    if ! "$@" >"$log" 2>&1 9>&-; then
        grep -E '(error|warning) [A-Z]+[0-9]+' "$log" | sort -u | head -n 20 >&2 || tail -n 20 "$log" >&2
        die 70 "$what failed; the whole output is in $log"
    fi
}

with_build_lock() { # root; holds descriptor 9 until the process ends or `release_build_lock`
    mkdir -p "$1/artifacts"
    exec 9>"$1/artifacts/.build-lock"
    if ! flock -n 9; then
        echo "thaw: waiting for another build to end" >&2
        flock 9
    fi
}

release_build_lock() { exec 9>&-; }

# The project asks for ReadyToRun, so the SDK publishes for the machine's own runtime identifier. It is not given here:
# given on the command line it would apply to every referenced project and change their lock files.
# Publishes the command line beside the last one and swaps the link `current` over to it.
build_thaw() { # root check; does nothing when `check` holds once the lock is ours
    local root=$1 check=$2 app=$1/artifacts/thaw began=$SECONDS new
    require_sdk "$root"
    with_build_lock "$root"
    if "$check"; then
        release_build_lock
        return
    fi
    echo "thaw: building (Release; once per change)" >&2
    mkdir -p "$app"
    new=$(mktemp -d "$app/build-XXXXXX")
    chmod 755 "$new"
    # Dated before the build: a file that is edited while it runs is newer.
    touch "$new/.stamp"
    logged "the build" "$root/artifacts/log/thaw-build.log" \
        dotnet publish "$root/src/Thaw.Cli/Thaw.Cli.csproj" -c Release -o "$new" -v:minimal --nologo
    swap_in "$app" "$new"
    release_build_lock
    echo "thaw: built in $((SECONDS - began)) s" >&2
}

swap_in() { # app new
    local app=$1 new=$2 previous old dotnet
    dotnet=$(readlink -f -- "$(command -v dotnet)")
    printf '%s' "${dotnet%/*}" >"$new/.dotnet-root"
    mv -f "$new/.dotnet-root" "$app/dotnet-root"
    previous=$(readlink "$app/current" 2>/dev/null || true)
    ln -s "${new##*/}" "$app/.current-new"
    mv -Tf "$app/.current-new" "$app/current"
    mv -f "$new/.stamp" "$app/stamp"
    # The last build stays for processes that still run from it; older ones go.
    for old in "$app"/build-*; do
        [[ ${old##*/} == "${new##*/}" || ${old##*/} == "$previous" ]] || rm -rf -- "$old"
    done
}
