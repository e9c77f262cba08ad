#!/usr/bin/env bash
# Installs what building and testing need, on Debian 12 or 13. Idempotent: a second run takes a second.
# Sourced by demo.sh and test.sh; `setup demo` leaves out what only the tests use.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

step() { printf '\n\033[1m▸ %s\033[0m\n' "$*" >&2; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo --preserve-env=DEBIAN_FRONTEND "$@"; fi; }

# SQLCipher 4 and Catch2 3 live in bookworm-backports. Pinned by suite name and package: `-t` would raise every
# dependency it can (newer kernel headers among them), and the suite's label changes with age, its name does not.
backports() {
  . /etc/os-release
  [ "${VERSION_CODENAME:-}" = bookworm ] || return 0
  apt-cache policy libsqlcipher-dev 2>/dev/null | grep 'Candidate: 4\.' > /dev/null && return 0
  local folder=/etc/apt/sources.list.d uri source
  uri=$(cat $folder/*.sources 2>/dev/null | awk -v RS= '/Suites:[^\n]*bookworm( |\n|$)/ && match($0,/URIs:[ \t]*[^ \t\n]+/) {s=substr($0,RSTART,RLENGTH); sub(/URIs:[ \t]*/,"",s); print s; exit}')
  [ -n "$uri" ] || uri=$(cat /etc/apt/sources.list $folder/*.list 2>/dev/null | awk '$1=="deb" && $0 ~ / bookworm / {for(i=2;i<=NF;i++) if($i ~ /:\/\//){print $i; exit}}')
  [ -n "$uri" ] || { echo "Aucune source « bookworm » dans /etc/apt : ajoutez-la, puis relancez." >&2; return 1; }
  source=$(mktemp)
  printf 'Types: deb\nURIs: %s\nSuites: bookworm-backports\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n' "$uri" > "$source"
  as_root install -m 644 "$source" $folder/dossiersco-backports.sources
  printf 'Package: libsqlcipher-dev libsqlcipher1 sqlcipher catch2 libcatch2-dev\nPin: release n=bookworm-backports\nPin-Priority: 500\n' > "$source"
  as_root install -m 644 "$source" /etc/apt/preferences.d/dossiersco-backports
  rm -f "$source"
  as_root apt-get update -qq
  apt-cache policy libsqlcipher-dev | grep 'Candidate: 4\.' > /dev/null || { echo "SQLCipher 4 n'est pas offert par bookworm-backports." >&2; return 1; }
}

build_packages=(g++ cmake ninja-build ccache mold pkg-config git ca-certificates xz-utils
  libpistache-dev libboost-dev libsodium-dev libsqlcipher-dev libssl-dev nlohmann-json3-dev libcli11-dev libfmt-dev libexpected-dev
  libtesseract-dev libleptonica-dev tesseract-ocr-fra libpoppler-cpp-dev libmagick++-dev libheif-dev libseccomp-dev liboath-dev
  libxml2-dev libarchive-dev libjpeg-dev libpng-dev zlib1g-dev libfontconfig-dev libdmtx-dev libzxing-dev libqrencode-dev fonts-liberation fontconfig catch2)
test_packages=(clang libclang-rt-14-dev nginx-light chromium ocrmypdf sqlcipher curl python3 openssl
  poppler-utils qpdf zip libheif-examples imagemagick webp libjpeg-turbo-progs zbar-tools wrk strace systemd age
  fonts-dejavu fonts-lato fonts-roboto fonts-open-sans fonts-ebgaramond fonts-crosextra-carlito fonts-crosextra-caladea
  fonts-linuxlibertine fonts-cantarell fonts-courier-prime fonts-dancingscript fonts-ocr-b dmtx-utils)

missing() { dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | awk '$1=="installed"{print $2}' | sort > /tmp/.dossiersco-have.$$
  printf '%s\n' "$@" | sort | comm -23 - /tmp/.dossiersco-have.$$; rm -f /tmp/.dossiersco-have.$$; }

install_packages() {
  local wanted=("${build_packages[@]}") lacking
  [ "${1:-}" = demo ] || wanted+=("${test_packages[@]}")
  command -v node > /dev/null || wanted+=(nodejs npm)
  lacking=$(missing "${wanted[@]}")
  [ -n "$lacking" ] || return 0
  step "Paquets Debian : $(echo $lacking | wc -w) à installer"
  export DEBIAN_FRONTEND=noninteractive
  ls /var/lib/apt/lists/*Packages* > /dev/null 2>&1 || as_root apt-get update -qq
  backports
  # shellcheck disable=SC2086  one word per package
  as_root apt-get install -y -q --no-install-recommends $lacking
}

# Vite 8 needs Node 20.19; Debian 12 carries 18. The npm registry ships the official binary as a package.
node_20() {
  local tools="$root/build/tools" machine
  if node -e 'const [a,b]=process.versions.node.split(".").map(Number);process.exit(a>20||(a===20&&b>=19)?0:1)' 2>/dev/null; then return 0; fi
  export PATH="$tools/node_modules/node-bin/bin:$PATH"
  [ ! -x "$tools/node_modules/node-bin/bin/node" ] || return 0
  case $(uname -m) in x86_64) machine=x64 ;; aarch64) machine=arm64 ;; *) echo "Processeur non prévu : $(uname -m)" >&2; return 1 ;; esac
  step "Node 20"
  mkdir -p "$tools"
  npm install --silent --no-audit --no-fund --prefix "$tools" "node-bin@npm:node-linux-$machine@20"
}

setup() {
  install_packages "${1:-}"
  node_20
}

# Configures once, then builds what changed, showing how far it is.
build() {
  local preset=$1
  shift
  step "Construction : $preset"
  [ -f "build/$preset/build.ninja" ] || cmake --preset "$preset" > "build-$preset.log" 2>&1 || { cat "build-$preset.log" >&2; rm -f "build-$preset.log"; return 1; }
  rm -f "build-$preset.log"
  NINJA_STATUS='[%f/%t %es] ' cmake --build --preset "$preset" "$@" >&2
}
