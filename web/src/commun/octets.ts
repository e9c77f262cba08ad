// Bytes as the contract writes them: base64url without padding, ids as hex.
export function versB64(octets: Uint8Array): string {
  let binaire = "";
  // By slices: a spread of a whole pli would overflow the call stack.
  for (let i = 0; i < octets.length; i += 8192) binaire += String.fromCharCode(...octets.subarray(i, i + 8192));
  return btoa(binaire).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

// undefined for whatever is not exactly one encoding: two texts for the same bytes would be two objects.
export function deB64(texte: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(texte) || texte.length % 4 === 1) return undefined;
  const binaire = atob(texte.replaceAll("-", "+").replaceAll("_", "/"));
  const octets = Uint8Array.from(binaire, (c) => c.charCodeAt(0));
  return versB64(octets) === texte ? octets : undefined;
}

export const versHex = (octets: Uint8Array): string =>
  Array.from(octets, (o) => o.toString(16).padStart(2, "0")).join("");

export function deHex(texte: string): Uint8Array | undefined {
  if (!/^([0-9a-f]{2})*$/.test(texte)) return undefined;
  return Uint8Array.from(texte.match(/../g) ?? [], (paire) => Number.parseInt(paire, 16));
}
