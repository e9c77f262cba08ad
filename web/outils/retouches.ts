// What the libraries carry and our pages do not serve: a way from text to markup, and chance that can be guessed. Our code
// uses neither; taken out of the bundle, whoever greps it from outside needs no exception. A library that changed under
// its number stops the build.
import type { Plugin } from "vite";

const retouches: ReadonlyArray<{ module: RegExp; avant: string; apres: string }> = [
  {
    // dangerouslySetInnerHTML
    module: /node_modules\/preact\/dist\/preact\.mjs$/,
    avant:
      'h?(l||y&&(h.__html==y.__html||h.__html==t.innerHTML)||(t.innerHTML=h.__html),r.__k=[]):(y&&(t.textContent=""),',
    apres: "(",
  },
  {
    module: /node_modules\/tus-js-client\/lib\/(uuid|browser\/urlStorage)\.js$/,
    avant: "Math.random()",
    apres: "(crypto.getRandomValues(new Uint32Array(1))[0] / 0x100000000)",
  },
];

export function retouchesDuPaquet(): Plugin {
  const faites = new Set<RegExp>();
  return {
    name: "retouches",
    apply: "build",
    transform(code, id) {
      const retouche = retouches.find(({ module }) => module.test(id));
      if (!retouche) return null;
      if (!code.includes(retouche.avant)) throw new Error(`${id} n'est plus ce que les retouches attendent`);
      faites.add(retouche.module);
      return { code: code.replaceAll(retouche.avant, retouche.apres), map: null };
    },
    buildEnd(error) {
      const manque = retouches.find(({ module }) => !faites.has(module));
      if (!error && manque) throw new Error(`aucun module pour la retouche ${manque.module}`);
    },
  };
}
