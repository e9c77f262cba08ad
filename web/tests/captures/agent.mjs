// node tests/captures/agent.mjs [dossier] [motif]: the secretariat's screens in their states, at both sizes, axe on each.
import { fileURLToPath } from "node:url";
import { ouvrirMaison, tailles } from "./maison.mjs";

const [dossier = "/tmp/captures/agent", motif = ""] = process.argv.slice(2);
const photo = fileURLToPath(new URL("./photo.jpg", import.meta.url));
const juin = 1_780_416_240; // 2 June 2026, 18 h 04
const id = (chiffre) => chiffre.repeat(32);
const eleve = { prenom: "Anémone", nom: "ROITELET", naissance: "2014-03-09", division: "6A", niveau: "5e" };
const notes = {
  justificatif_domicile: "identite_ou_domicile",
  identite_enfant: "identite_ou_domicile",
  identite_responsable: "identite_ou_domicile",
  livret_famille: "identite_ou_domicile",
  assurance_scolaire: "activites_facultatives",
  quotient_familial: "tarif_ou_paiement",
  rib: "tarif_ou_paiement",
  certificat_radiation: "jamais_une_condition",
  jugement: "acces_reserve",
  bulletin: "jamais_une_condition",
  photo_identite: "au_choix_de_l_ecole",
  autre: "au_choix_de_l_ecole",
};
const relue = (plus = {}) => ({
  piece: id("1"),
  type: "justificatif_domicile",
  version: 1,
  courante: true,
  etat: "lue",
  en_panne: false,
  medicale: false,
  fichiers: 1,
  eleve,
  responsable: "Mme Bruyère ROITELET",
  attendu: { noms: ["Bruyère ROITELET"], adresse: ["12 rue des Lilas", "75012 PARIS"] },
  deposee_le: juin,
  outcome: "conforme",
  reasons: [],
  found: [],
  pages: [{ numero: 1, largeur: 1200, hauteur: 1600 }],
  ...plus,
});
const fait = (cle, valeur, y = 0, sure = true) => ({
  cle,
  valeur,
  sure,
  ...(y ? { page: 1, boite: [300, y, 400, 40] } : {}),
});

class Boite {
  constructor(piece = relue(), attente = { a_relire: 12, en_attente: 3, en_lecture: 1, en_panne: 1 }) {
    Object.assign(this, { piece, attente });
    this.reglages = Object.entries(notes).map(([type, note], i) => ({
      type,
      note,
      exigible: note === "identite_ou_domicile",
      demande: i === 0 ? "obligatoire" : i < 8 ? "souhaitee" : "non",
    }));
  }
  repondre(route) {
    const demande = route.request();
    const chemin = new URL(demande.url()).pathname.replace("/api/v1", "");
    const json = (corps, status = 200) =>
      route.fulfill({ status, contentType: "application/json", body: JSON.stringify(corps) });
    if (/\/pages\/\d+$/.test(chemin)) return route.fulfill({ contentType: "image/jpeg", path: photo });
    if (/\/relire$/.test(chemin)) return json({ ...this.piece, etape: "attente" }, 202);
    if (/^\/agent\/pieces/.test(chemin)) return json(this.piece);
    switch (`${demande.method()} ${chemin}`) {
      case "GET /accueil":
        return json({
          etab: "10".repeat(16),
          nom: "Collège des Tilleuls",
          telephone: "01 23 45 67 89",
          horaires: "8 h - 17 h",
          annee: 2026,
          campagne: "ouverte",
          ferme_le: "2026-06-12",
          demonstration: true,
          version: "0.1.0",
          maintenant: juin,
        });
      case "GET /session":
        return json({
          compte: id("c"),
          role: "secretariat",
          nom: "M. PIC",
          identifiant: "K7M2P4XQ9T",
          gen: 1,
          coffre: "AA",
          pk_sign: "AA",
          pk_kem: "AA",
          derniere: 0,
        });
      case "GET /agent/etat":
        return json(this.attente);
      case "GET /agent/relectures":
        return json({
          relectures: ["1", "2", "3"].map((n) => ({
            piece: id(n),
            type: this.piece.type,
            eleve,
            responsable: this.piece.responsable,
            deposee_le: juin,
            version: 1,
          })),
        });
      case "GET /agent/dossiers":
        return json({
          divisions: ["6A"],
          dossiers: ["a", "b", "c"].map((n, i) => ({
            eleve: id(n),
            nom: ["ROITELET", "MERLE", "PINSON"][i],
            prenom: ["Anémone", "Basile", "Capucine"][i],
            division: "6A",
            etat: ["a_relire", "commence", "complet"][i],
            volets: [
              {
                id: id("d"),
                responsable: "Mme Bruyère ROITELET",
                compte: "actif",
                sante: "deposee",
                pieces: [
                  { type: "justificatif_domicile", etat: "acceptee" },
                  { type: "assurance_scolaire", etat: "lue", piece: id("1"), outcome: "conforme" },
                  { type: "rib", etat: "lue", piece: id("2"), outcome: "a_verifier" },
                  { type: "jugement", etat: "lue", piece: id("3") },
                  { type: "bulletin", etat: i === 1 ? "a_envoyer" : "acceptee" },
                ],
              },
            ],
          })),
        });
      case "GET /reglages/pieces":
        return json({ pieces: this.reglages });
      case "PUT /reglages/pieces": {
        const { pieces } = demande.postDataJSON();
        this.reglages = pieces.map((voulu) => ({ ...this.reglages.find(({ type }) => type === voulu.type), ...voulu }));
        return json({ pieces: this.reglages });
      }
    }
    return json({ type: "about:blank", status: 404, code: "introuvable" }, 404);
  }
}

const chemin = `/agent/relecture/${id("1")}`;
const bouton = (nom) => (p) => p.getByRole("button", { name: nom }).click();
const pages = (n) => Array.from({ length: n }, (_, i) => ({ numero: i + 1, largeur: 1200, hauteur: 1600 }));

const scenes = {
  dossiers: { chemin: "/agent", gestes: (p) => p.getByText("12 pièces à relire").waitFor() },
  dossier: { chemin: `/agent/dossiers/${id("a")}` },
  "relecture-signee": {
    piece: relue({
      found: [
        fait("code_type", "01"),
        fait("signature_juste", "true"),
        fait("date_emission", "2026-05-12", 300),
        fait("code_postal", "75012", 500),
      ],
    }),
    chemin,
  },
  "relecture-code-essai": {
    piece: relue({
      outcome: "a_verifier",
      reasons: ["code_non_fiable"],
      found: [fait("code_type", "01"), fait("signature_juste", "true"), fait("autorite_de_test", "true")],
    }),
    chemin,
  },
  "relecture-rib": {
    piece: relue({
      type: "rib",
      found: [fait("bic", "AGRIFRPP", 700), fait("iban", "FR7612345987650123456789014", 600)],
    }),
    chemin,
    gestes: bouton("Montrer l'IBAN"),
  },
  "relecture-pages": {
    piece: relue({
      type: "quotient_familial",
      pages: pages(7),
      fichiers: 7,
      found: [
        fait("parts", "2.5", 500, false),
        fait("revenu_fiscal_reference", "24310", 400),
        fait("annee_revenus", "2025", 300),
      ],
    }),
    chemin,
  },
  "relecture-panne": {
    piece: relue({ outcome: undefined, en_panne: true, pages: [] }),
    chemin,
  },
  "relecture-medicale": {
    piece: relue({ outcome: "a_verifier", medicale: true, reasons: ["piece_medicale"], pages: [] }),
    chemin,
  },
  "relecture-original": { piece: relue({ fichiers: 3, pages: pages(3) }), chemin, gestes: bouton("Fichier d'origine") },
  "relecture-relancee": { piece: relue(), chemin, gestes: bouton("Relancer la lecture") },
  reglages: { chemin: "/agent/reglages" },
  "reglages-change": {
    chemin: "/agent/reglages",
    gestes: async (p) => {
      await p.getByRole("button", { name: "Monter Relevé d'identité bancaire" }).click();
      await p.getByRole("radio", { name: "Pas demandée" }).first().check();
      await p.getByText("ne sont pas enregistrés").waitFor();
    },
  },
};

const maison = await ouvrirMaison({ entree: "agent", dossier });
for (const [nom, { piece, ...choix }] of Object.entries(scenes)) {
  if (!nom.includes(motif)) continue;
  for (const taille of tailles) await maison.scene(nom, { ...choix, boite: new Boite(piece), taille });
}
process.exit((await maison.fermer()) ? 1 : 0);
