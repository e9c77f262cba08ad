#!/usr/bin/env bash
# Makes the papers that tests can't make themselves: a bill as HEIC, one behind a password (« fauvette »), and one that
# opens for all but asks for its owner's to be changed.
# Invented people only. Run again only to change them; the results are kept beside this script.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
{
  printf '%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n'
  printf '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n'
  text='BT /F 14 Tf 60 780 Td 22 TL (ENERGIES DU VAL) Tj T* (Facture du 28 avril 2026) Tj T* (Madame Fauvette AUBEPINE) Tj T* (12 rue des Merles) Tj T* (25000 BESANCON) Tj T*'
  for i in $(seq 1 20); do text+=" (Abonnement et consommation numero $i) Tj T*"; done
  text+=' ET'
  printf '4 0 obj<</Length %d>>stream\n%s\nendstream endobj\ntrailer<</Size 5/Root 1 0 R>>\n' "${#text}" "$text"
} > "$work/facture.pdf"
qpdf --encrypt fauvette merle 256 -- "$work/facture.pdf" mot_de_passe.pdf || [ $? = 3 ]  # 3: it repaired our table
qpdf --encrypt "" merle 256 --modify=none -- "$work/facture.pdf" proprietaire.pdf || [ $? = 3 ]
pdftoppm -r 130 -jpeg -singlefile "$work/facture.pdf" "$work/facture"
heif-enc -q 40 "$work/facture.jpg" -o facture.heic
