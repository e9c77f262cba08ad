// What the libraries carry and our pages do not serve: a way from text to markup, chance that can be guessed, MathML. Our
// code uses none of it; taken out of the bundle, whoever greps it from outside needs no exception, and a phone fetches
// less. A library that changed under its number stops the build.
import type { Plugin } from "vite";

const retouches: ReadonlyArray<{ module: RegExp; coupes: ReadonlyArray<readonly [avant: string, apres: string]> }> = [
  {
    module: /node_modules\/preact\/dist\/preact\.mjs$/,
    coupes: [
      [
        'h?(l||y&&(h.__html==y.__html||h.__html==t.innerHTML)||(t.innerHTML=h.__html),r.__k=[]):(y&&(t.textContent=""),("foreignObject"==C||"http://www.w3.org/1998/Math/MathML"==f&&v.test(C))&&(f="http://www.w3.org/1999/xhtml"),',
        "(",
      ],
      ['"dangerouslySetInnerHTML"==s?h=k:', ""],
      ['"dangerouslySetInnerHTML"==s?y=k:', ""],
      ['"math"==C?f="http://www.w3.org/1998/Math/MathML":', ""],
      [",v=/^m(i|n|o|s|text|space)$/", ""],
      ['t=t.replace(/xlink(H|:h)/,"h").replace(/sName$/,"s");', ";"],
    ],
  },
  {
    module: /node_modules\/tus-js-client\/lib\/(uuid|browser\/urlStorage)\.js$/,
    coupes: [["Math.random()", "(crypto.getRandomValues(new Uint32Array(1))[0] / 0x100000000)"]],
  },
];

export function retouchesDuPaquet(): Plugin {
  return {
    name: "retouches",
    apply: "build",
    transform(code, id) {
      const retouche = retouches.find(({ module }) => module.test(id));
      if (!retouche) return null;
      let reste = code;
      for (const [avant, apres] of retouche.coupes) {
        if (!reste.includes(avant)) throw new Error(`${id} n'est plus ce que les retouches attendent : ${avant}`);
        reste = reste.replaceAll(avant, apres);
      }
      return { code: reste, map: null };
    },
  };
}
