// A phone puts a capital first and spaces between words. Six plain words or more (what proposePhrase gives) are the same
// phrase however they are typed; anything else stays exactly as typed. Applied wherever a phrase becomes a key.
export function canonicalPhrase(phrase: string): string {
  const nfc = phrase.normalize("NFC");
  const liste = nfc
    .trim()
    .toLowerCase()
    .split(/[\s\-‐‑–]+/);
  return liste.length >= 6 && liste.every((mot) => /^[a-z]{4,9}$/.test(mot)) ? liste.join("-") : nfc;
}
