// @vitest-environment node
// The values both implementations share. What is accepted gives the same bytes here as in C++; what is refused there is
// refused here.
import { beforeAll, describe, expect, it } from "vitest";
import { pret, Refus } from "../../src/coffre/sodium";
import { lire, operations } from "./operations";

beforeAll(pret);

let acceptes = 0;
let refuses = 0;
for (const groupe of [
  "encoding",
  "password",
  "vault",
  "letter",
  "directory",
  "kit",
  "receipt",
  "pli",
  "rewrap",
  "journal",
]) {
  describe(groupe, () => {
    for (const cas of lire(groupe)) {
      if (cas.expect === "accept") acceptes += 1;
      else refuses += 1;
      it(`${cas.expect}: ${cas.name}`, () => {
        const geste = operations[cas.op];
        if (!geste) throw new Error(`opération inconnue : ${cas.op}`);
        if (cas.expect === "accept") expect(geste(cas.in)).toEqual(cas.out);
        else expect(() => geste(cas.in)).toThrow(Refus);
      });
    }
  });
}

it("covers enough of both kinds to mean something", () => {
  console.log(`${acceptes} accepted vectors, ${refuses} refused`);
  expect(acceptes).toBeGreaterThanOrEqual(120);
  expect(refuses).toBeGreaterThanOrEqual(480);
});
