// What tus-js-client asks of js-base64: the values of Upload-Metadata.
export const Base64 = {
  encode: (texte: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(texte))),
};
