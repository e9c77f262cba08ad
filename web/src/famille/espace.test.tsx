import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import partages from "virtual:textes/partages";
import famille from "virtual:textes/famille";
import type { Session } from "../api.gen";
import { chargerTextes } from "../commun/i18n";
import { demarrerSession, oublier, partir } from "../commun/session";
import { brouillonDe, garderBrouillon, nouveauBrouillon } from "../sante/brouillon";
import { dansEspace } from "./espace";

vi.mock("../coffre/coffre", () => ({ coffre: { prepare: () => undefined, forget: () => undefined } }));
chargerTextes({ ...partages, ...famille });

const personne = (compte: string, role: Session["role"] = "responsable"): Session => ({
  compte,
  role,
  nom: "",
  second_facteur: "absent",
  identifiant: "K7M2P4XQ9T",
  gen: 1,
  coffre: "",
  pk_sign: "",
  pk_kem: "",
  derniere: 0,
});
const eleve = { prenom: "Anémone", nom: "ROITELET", naissance: "2014-03-09", division: "", niveau: "" };
const Ecran = () => <p id="ecran">{brouillonDe("v")?.fiche.allergies ?? "rien"}</p>;

let cadre: HTMLElement;
const attendre = () => act(() => new Promise((suite) => setTimeout(suite, 0)));
const ecran = () => cadre.querySelector("#ecran");
const visible = () => ecran() !== null && ecran()?.closest("[hidden]") === null;

beforeEach(() => {
  vi.stubGlobal("fetch", () =>
    Promise.resolve(new Response(JSON.stringify({ code: "session_absente" }), { status: 401 })),
  );
  cadre = document.body.appendChild(document.createElement("div"));
});
afterEach(() => {
  act(() => render(null, cadre));
  oublier();
  cadre.remove();
  vi.unstubAllGlobals();
});

async function ouvrir(options?: { garder?: boolean }) {
  const Espace = dansEspace(Ecran, options);
  act(() => render(<Espace parametres={{}} etablissement={null} />, cadre));
  await attendre();
}

describe("the door of a family's screens", () => {
  it("asks a stranger to sign in, and shows nothing", async () => {
    await ouvrir();
    expect(ecran()).toBeNull();
    expect(cadre.querySelector("input[type=password]")).not.toBeNull();
  });

  it("keeps what was typed behind the phrase, and gives it back to the same person", async () => {
    act(() => demarrerSession(personne("p1")));
    await ouvrir();
    garderBrouillon("v", {
      ...nouveauBrouillon(eleve),
      fiche: { ...nouveauBrouillon(eleve).fiche, allergies: "arachide" },
    });
    act(() => oublier());
    await attendre();
    expect(visible()).toBe(false);
    expect(cadre.textContent).toContain("refermé");
    act(() => demarrerSession(personne("p1")));
    await attendre();
    expect(visible()).toBe(true);
    expect(brouillonDe("v")?.fiche.allergies).toBe("arachide");
  });

  it("keeps nothing of someone who left on purpose, in this tab or in another", async () => {
    act(() => demarrerSession(personne("p1")));
    await ouvrir();
    const ecrire = () =>
      garderBrouillon("v", {
        ...nouveauBrouillon(eleve),
        fiche: { ...nouveauBrouillon(eleve).fiche, allergies: "arachide" },
      });
    ecrire();
    act(() => partir());
    expect(ecran()).toBeNull();
    expect(brouillonDe("v")).toBeUndefined();
    await attendre();
    expect(cadre.textContent).not.toContain("refermé");

    act(() => demarrerSession(personne("p1")));
    ecrire();
    act(() => oublier(true));
    expect(ecran()).toBeNull();
    expect(brouillonDe("v")).toBeUndefined();
  });

  it("gives none of it to another person, not even once", async () => {
    act(() => demarrerSession(personne("p1")));
    await ouvrir();
    garderBrouillon("v", {
      ...nouveauBrouillon(eleve),
      fiche: { ...nouveauBrouillon(eleve).fiche, allergies: "arachide" },
    });
    act(() => oublier());
    act(() => demarrerSession(personne("p2")));
    expect(ecran()?.textContent).toBe("rien");
    expect(brouillonDe("v")).toBeUndefined();
  });

  it("empties the memory when a screen with nothing to lose shows the entrance", async () => {
    act(() => demarrerSession(personne("p1")));
    await ouvrir({ garder: false });
    garderBrouillon("v", nouveauBrouillon(eleve));
    act(() => oublier());
    await attendre();
    expect(brouillonDe("v")).toBeUndefined();
  });

  it("sends the school's staff to their own page", async () => {
    act(() => demarrerSession(personne("p3", "infirmerie")));
    await ouvrir();
    expect(ecran()).toBeNull();
    expect(cadre.querySelector("a")?.getAttribute("href")).toBe("/infirmerie");
  });
});
