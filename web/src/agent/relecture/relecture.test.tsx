import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import textes from "../../../textes/fr.json";
import type { PieceRelue, Session } from "../../api.gen";
import { chargerTextes } from "../../commun/i18n";
import { demarrerSession, oublier } from "../../commun/session";
import { enClair } from "../../commun/valeurs";
import { Relecture } from "./relecture";

chargerTextes(textes);

const un = "1".repeat(32);
const deux = "2".repeat(32);
const eleve = { prenom: "Anémone", nom: "ROITELET", naissance: "2014-03-09", division: "6A", niveau: "5e" };
const piece = (id: string): PieceRelue => ({
  piece: id,
  type: "justificatif_domicile",
  version: 1,
  courante: true,
  etat: "lue",
  en_panne: false,
  medicale: false,
  fichiers: 1,
  eleve,
  responsable: "Mme Bruyère ROITELET",
  attendu: { noms: ["Bruyère ROITELET"], adresse: ["12 rue des Lilas"] },
  deposee_le: 1_780_416_240,
  outcome: "a_verifier",
  reasons: ["trop_ancien"],
  found: [{ cle: "date_emission", valeur: "2026-01-05", sure: false, page: 1, boite: [10, 20, 30, 40] }],
  pages: [{ numero: 1, largeur: 1000, hauteur: 1400 }],
});

let demandes: Array<{ methode: string; chemin: string; corps: unknown }>;
let conflit: string | undefined;
let pendant: (() => void) | undefined; // done while a decision is on its way
let racine: HTMLElement;

beforeEach(() => {
  demandes = [];
  conflit = undefined;
  pendant = undefined;
  vi.stubGlobal("fetch", async (adresse: string, init: RequestInit) => {
    const chemin = adresse.replace("/api/v1", "");
    const corps = typeof init.body === "string" ? (JSON.parse(init.body) as unknown) : undefined;
    demandes.push({ methode: init.method ?? "", chemin, corps });
    const json = (contenu: unknown, status = 200) => new Response(JSON.stringify(contenu), { status });
    if (chemin === "/agent/relectures") {
      const ligne = {
        type: "justificatif_domicile",
        eleve,
        responsable: "Mme Bruyère ROITELET",
        deposee_le: 1,
        version: 1,
      };
      return json({
        relectures: [
          { ...ligne, piece: un },
          { ...ligne, piece: deux },
        ],
      });
    }
    const id = /pieces\/([0-9a-f]{32})/.exec(chemin)?.[1] ?? "";
    if (init.method === "POST") pendant?.();
    if (init.method === "POST" && conflit) return json({ type: "about:blank", status: 409, code: conflit }, 409);
    if (init.method === "POST") return json({ ...piece(id), etat: "acceptee", decidee_le: 2, decidee_par: "M. PIC" });
    return json(piece(id));
  });
  racine = document.createElement("div");
  document.body.append(racine);
  history.replaceState(null, "", `/agent/relecture/${un}`);
});
afterEach(() => {
  render(null, racine);
  racine.remove();
  oublier();
  vi.unstubAllGlobals();
});

const attendre = () => act(() => new Promise((fini) => setTimeout(fini, 30)));
async function montrer(id = un) {
  await act(() => render(<Relecture parametres={{ piece: id }} etablissement={null} />, racine));
  await attendre();
}
async function taper(key: string) {
  await act(() => void document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })));
  await attendre();
}
// Spaces that do not break are typography, not words.
const lu = (ou?: string) => ((ou ? racine.querySelector(ou) : racine)?.textContent ?? "").replaceAll("\u00A0", " ");
const envoyees = () => demandes.filter(({ methode }) => methode === "POST");

describe("the review", () => {
  it("says the advice and what was read in words", async () => {
    await montrer();
    expect(lu()).toContain("Le document est trop ancien.");
    expect(lu()).toContain("5 janvier 2026");
    expect(lu()).toContain("(peu sûr)");
    expect(lu()).toContain("1 sur 2");
  });

  it("accepts with A the version that was read, and goes to the next", async () => {
    await montrer();
    await taper("a");
    expect(envoyees()).toEqual([
      { methode: "POST", chemin: `/agent/pieces/${un}/decision`, corps: { decision: "acceptee", version: 1 } },
    ]);
    expect(location.pathname).toBe(`/agent/relecture/${deux}`);
  });

  it("takes back with Z, once", async () => {
    await montrer();
    await taper("a");
    await montrer(deux);
    expect(lu()).toContain("Acceptée : Anémone ROITELET.");
    await taper("z");
    await taper("z");
    expect(demandes.filter(({ methode }) => methode === "DELETE")).toEqual([
      { methode: "DELETE", chemin: `/agent/pieces/${un}/decision`, corps: undefined },
    ]);
    expect(location.pathname).toBe(`/agent/relecture/${un}`);
  });

  it("asks again with R and a digit, and shows first what the family will read", async () => {
    await montrer();
    await taper("r");
    await taper("2");
    expect(lu(".apercu")).toContain("À refaire : on ne voit pas toute la page");
    await act(() => racine.querySelector("form")?.requestSubmit());
    await attendre();
    expect(envoyees()[0]?.corps).toEqual({ decision: "a_refaire", motif: "coupee", version: 1 });
  });

  it("asks nothing of the family without a reason", async () => {
    await montrer();
    await taper("r");
    await act(() => racine.querySelector("form")?.requestSubmit());
    await attendre();
    expect(envoyees()).toEqual([]);
    expect(lu()).toContain("Choisissez un motif");
  });

  it("stays on the pièce when it changed meanwhile, and says so", async () => {
    conflit = "piece_changee";
    await montrer();
    await taper("a");
    expect(lu()).toContain("Votre décision n'est pas prise");
    expect(location.pathname).toBe(`/agent/relecture/${un}`);
  });

  it("keeps the agent's words when the request failed", async () => {
    conflit = "panne";
    await montrer();
    await taper("r");
    await taper("2");
    const mot = racine.querySelector<HTMLTextAreaElement>("textarea");
    await act(() => {
      if (mot) mot.value = "Le bas manque.";
      mot?.dispatchEvent(new Event("input", { bubbles: true }));
    });
    await act(() => racine.querySelector("form")?.requestSubmit());
    await attendre();
    expect(racine.querySelector("form")).toBeNull();
    await taper("r");
    expect(lu(".apercu")).toContain("Le bas manque.");
    conflit = undefined;
    await act(() => racine.querySelector("form")?.requestSubmit());
    await attendre();
    expect(envoyees().at(-1)?.corps).toMatchObject({ motif: "coupee", precision: "Le bas manque." });
  });

  it("notes a decision whose screen was left, and goes back to one that was refused", async () => {
    const partir = () => {
      history.replaceState(null, "", "/agent/relecture/ailleurs");
      render(null, racine);
    };
    await montrer();
    pendant = partir;
    await taper("a");
    expect(location.pathname).toBe("/agent/relecture/ailleurs");
    await montrer(deux);
    expect(lu()).toContain("Acceptée : Anémone ROITELET.");

    demarrerSession({ compte: "c", role: "secretariat" } as Session);
    conflit = "piece_changee";
    await taper("a");
    expect(location.pathname).toBe(`/agent/relecture/${deux}`);
    await montrer(deux);
    expect(lu()).toContain("Votre décision n'est pas prise");
  });

  it("goes along the pile with the arrows and decides nothing", async () => {
    await montrer();
    await taper("ArrowRight");
    expect(location.pathname).toBe(`/agent/relecture/${deux}`);
    expect(envoyees()).toEqual([]);
  });
});

describe("a value the machine read", () => {
  it.each([
    ["2026-01-05", "5 janvier 2026"],
    ["2026-04", "avril 2026"],
    ["2026-2027", "2026-2027"],
    ["2026-13", "2026-13"],
    ["75012", "75012"],
  ])("%s is shown as %s", (lue, montree) => expect(enClair(lue)).toBe(montree));
});
