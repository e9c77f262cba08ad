#!/usr/bin/env bash
# Compares the pages a box serves with the manifest its publisher printed. For a parents' association, a DPO, an académie:
# run it from outside, now and then, from several networks. Needs curl and coreutils.
#   bash sentinelle.sh https://inscription.example.org manifeste.txt
# 0: every byte and every policy is the published one. 1: something differs, and the lines say what. 2: no comparison
# could be made. The box can't tell this visit from a family's: the requests are those of a browser.
set -uo pipefail

[ $# = 2 ] && [ -r "$2" ] || { echo "Usage : bash sentinelle.sh ADRESSE MANIFESTE" >&2; exit 2; }
site=${1%/} manifest=$2
[ "$(head -n 1 "$manifest")" = "dossiersco-manifeste 1" ] || { echo "Ce fichier n'est pas un manifeste de DossierSCO : $manifest" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
browser='Mozilla/5.0 (Android 13; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0'
checked=0 differing=0

differs() { echo "DIFFÈRE  $1"; differing=$((differing + 1)); }

# get PATH ENCODING: the decoded bytes to $work/body, the head to $work/head.
get() {
  curl --silent --show-error --max-time 60 --proto '=https,http' --user-agent "$browser" --header "Accept-Encoding: $2" \
    --dump-header "$work/head" --output "$work/body" --write-out '%{http_code}' "$site/$1" 2> "$work/error" || return 1
  case $(header content-encoding) in
    gzip) gzip -dc < "$work/body" > "$work/plain" 2> /dev/null && mv "$work/plain" "$work/body" || : > "$work/body" ;;
  esac
}

header() { tr -d '\r' < "$work/head" | sed -n "s/^$1: //Ip"; }

policy_of() { sed -n "s#^csp $1 ##p" "$manifest"; }

while read -r hash name; do
  [ "$hash" != csp ] || continue
  # A page is asked for at the address people open, as well as by its name.
  for path in "$name" ${name%.html}; do
    for encoding in identity gzip; do
      if ! status=$(get "$path" "$encoding"); then
        echo "Pas de réponse de $site : $(cat "$work/error")" >&2
        exit 2
      fi
      checked=$((checked + 1))
      # Where the nurse reads from her own disk, the box refuses her page: what is not served is not altered.
      if [ "$name" = infirmerie.html ] && [ "$status" = 303 ] && [ "$(header location)" = /portail ]; then break; fi
      if [ "$status" != 200 ]; then differs "/$path : réponse $status au lieu du fichier publié"; break; fi
      found=$(sha384sum < "$work/body")
      [ "${found%% *}" = "$hash" ] || differs "/$path ($encoding) : un autre contenu que celui publié, SHA-384 ${found%% *}"
      wanted=$(policy_of "$name")
      # More than one policy, or another: the browser would obey something that was not published.
      [ -z "$wanted" ] || [ "$(header content-security-policy)" = "$wanted" ] ||
        differs "/$path ($encoding) : une autre règle Content-Security-Policy : $(header content-security-policy)"
    done
    [ "$path" != "${name%.html}" ] || break
  done
done < <(tail -n +2 "$manifest")

# The home page is what families open: it must be the families' page, byte for byte.
page=$(sed -n 's/^\([0-9a-f]\{96\}\) famille\.html$/\1/p' "$manifest")
status=$(get "" identity) || { echo "Pas de réponse de $site" >&2; exit 2; }
checked=$((checked + 1))
[ "$status" = 200 ] && [ "$(sha384sum < "$work/body")" = "$page  -" ] && [ "$(header content-security-policy)" = "$(policy_of famille.html)" ] ||
  differs "/ : la page d'accueil n'est pas celle publiée"

[ "$checked" -gt 1 ] || { echo "Le manifeste ne nomme aucun fichier." >&2; exit 2; }
short=$(sha384sum < "$manifest" | cut -c 1-12)
if [ "$differing" = 0 ]; then
  echo "Conforme : $checked réponses de $site sont celles du paquet $short."
else
  echo "$differing écart(s) sur $checked réponses de $site, comparées au paquet $short."
  echo "Ce que cette adresse sert n'est pas ce qui a été publié. N'y entrez aucun mot de passe ; prévenez le collège et l'éditeur, en joignant ces lignes."
  exit 1
fi
