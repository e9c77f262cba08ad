import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Piece } from "../../api.gen";
import { abandonnerEnvoi, envoiDe, envoyerPiece, reessayerEnvoi } from "./envois";

const { issues } = vi.hoisted(() => ({ issues: [] as Array<string | { code: string }> }));
const envoyes: Blob[] = [];
vi.mock("../../commun/envoi", () => ({
  envoyer: (_: string, contenu: Blob, __: string, suivi: { avancement: (a: number, b: number) => void }) => {
    envoyes.push(contenu);
    suivi.avancement(contenu.size / 2, contenu.size);
    const issue = issues.shift() ?? { code: "envoi_interrompu" };
    return Promise.resolve(typeof issue === "string" ? { ok: true, value: issue } : { ok: false, ...issue });
  },
}));

let demandes: Array<{ methode: string; chemin: string; corps: unknown }>;
let statut: number;
beforeEach(() => {
  demandes = [];
  statut = 202;
  envoyes.length = 0;
  issues.length = 0;
  vi.stubGlobal("fetch", async (adresse: string, init: RequestInit) => {
    const corps = typeof init.body === "string" ? (JSON.parse(init.body) as unknown) : undefined;
    demandes.push({ methode: init.method ?? "", chemin: adresse.replace("/api/v1", ""), corps });
    const piece = { type: "rib", etat: "en_lecture", version: 1, reasons: [] };
    return new Response(JSON.stringify(statut < 300 ? piece : { code: "envoi_inconnu" }), { status: statut });
  });
});
afterEach(() => {
  abandonnerEnvoi("v", "rib");
  vi.unstubAllGlobals();
});

const pages = [new Blob(["a".repeat(100)]), new Blob(["b".repeat(300)])];
const attendre = () => new Promise((suite) => setTimeout(suite, 10));
const depots = () => demandes.filter(({ methode }) => methode === "PUT").map(({ corps }) => corps);

describe("several pages on their way", () => {
  it("leave one after the other, and are deposited together in their order", async () => {
    issues.push("e1", "e2");
    const deposees: Piece[] = [];
    envoyerPiece("v", "rib", pages, (piece) => deposees.push(piece));
    expect(envoiDe("v", "rib")).toMatchObject({ etat: "en_cours", page: 1, total: 2 });
    await attendre();
    expect(envoyes).toEqual(pages);
    expect(depots()).toEqual([{ envois: ["e1", "e2"] }]);
    expect(deposees).toHaveLength(1);
    expect(envoiDe("v", "rib")).toBeUndefined();
  });

  it("are not sent twice: a new try sends what is missing", async () => {
    issues.push("e1", { code: "quota_atteint" });
    envoyerPiece("v", "rib", pages, () => undefined);
    await attendre();
    expect(envoiDe("v", "rib")).toEqual({ etat: "rate", code: "quota_atteint" });
    expect(depots()).toEqual([]);
    issues.push("e2");
    reessayerEnvoi("v", "rib");
    expect(envoiDe("v", "rib")).toMatchObject({ part: 0.625, page: 2 });
    await attendre();
    expect(envoyes).toEqual([pages[0], pages[1], pages[1]]);
    expect(depots()).toEqual([{ envois: ["e1", "e2"] }]);
  });

  it("are all sent again when the box no longer holds them", async () => {
    issues.push("e1", "e2");
    statut = 404;
    envoyerPiece("v", "rib", pages, () => undefined);
    await attendre();
    expect(envoiDe("v", "rib")).toEqual({ etat: "rate", code: "envoi_inconnu" });
    statut = 202;
    issues.push("e3", "e4");
    reessayerEnvoi("v", "rib");
    await attendre();
    expect(depots().at(-1)).toEqual({ envois: ["e3", "e4"] });
  });

  it("given up, are forgotten by the box too", async () => {
    issues.push("e1", { code: "envoi_interrompu" });
    envoyerPiece("v", "rib", pages, () => undefined);
    await attendre();
    abandonnerEnvoi("v", "rib");
    await attendre();
    expect(demandes.filter(({ methode }) => methode === "DELETE").map(({ chemin }) => chemin)).toEqual(["/envois/e1"]);
    expect(envoiDe("v", "rib")).toBeUndefined();
  });
});
