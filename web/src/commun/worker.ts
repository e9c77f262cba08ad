// Under require-trusted-types-for 'script', a worker's address must come from a policy. This one lets through
// what stands beside the page, or inside it when the page is one file.
type Politique = { createScriptURL(url: string): unknown };
let politique: Politique | undefined;

export function workerDe(url: string, name: string): Worker {
  const types = (globalThis as { trustedTypes?: { createPolicy(nom: string, regles: object): Politique } })
    .trustedTypes;
  politique ??= types?.createPolicy("dossiersco", {
    createScriptURL: (demandee: string) => {
      if (!/^(\/\w|blob:)/.test(demandee)) throw new TypeError("unknown script");
      return demandee;
    },
  });
  const type = SUR_DISQUE ? "classic" : "module"; // see outils/lecteur.ts
  return new Worker(politique ? (politique.createScriptURL(url) as string) : url, { type, name });
}
