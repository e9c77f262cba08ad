// One pièce beside what the machine read of it. A accepts, R asks again, arrows go along the pile, Z takes back.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Decision, PieceRelue } from "../../api.gen";
import { decider, lirePieceRelue, reprendreDecision } from "../../commun/api";
import type { ProprietesEcran } from "../../commun/application";
import { Alerte } from "../../commun/composants/Alerte";
import { Bouton } from "../../commun/composants/Bouton";
import { Titre } from "../../commun/composants/Titre";
import { jourEtHeure } from "../../commun/format";
import { messageErreur, t, tSiConnu } from "../../commun/i18n";
import { aller } from "../../commun/route";
import { auDepart, sessionCourante } from "../../commun/session";
import { nomType } from "../noms";
import { Avis, Faits } from "./faits";
import { Fichier } from "./fichier";
import {
  annulableCourante,
  avancer,
  marquerDecidee,
  marquerReprise,
  oublierAnnulable,
  ouvrirPiece,
  relireFile,
  remplacante,
  restantes,
  suivante,
  useFile,
  voisines,
} from "./file";
import { DemanderANouveau, type Motif, oublierDemande } from "./motifs";
import { type Fait, Pages, zooms } from "./pages";

const adresse = (piece: string) => `/agent/relecture/${piece}`;

// Letters alone act: whoever dictates or uses a switch must be able to silence them (WCAG 2.1.4).
let raccourcis = true;

// Refused after its screen was left: said when the pièce is shown again.
const refusees = new Map<string, string>();
auDepart(() => refusees.clear());

export function Relecture({ parametres }: ProprietesEcran) {
  return parametres.piece ? <UnePiece key={parametres.piece} id={parametres.piece} /> : <Pile />;
}

// The address without a pièce: straight to the first that waits.
function Pile() {
  const { liste, code } = useFile();
  const [fraiche, rafraichir] = useState(false);
  useEffect(() => void relireFile().then(() => rafraichir(true)), []);
  useEffect(() => {
    const premiere = fraiche ? restantes()[0] : undefined;
    if (premiere) aller(adresse(premiere.piece), { remplacer: true });
  }, [fraiche, liste]);

  if (code) {
    return (
      <>
        <Titre>{t("agent.relecture")}</Titre>
        <Alerte genre="erreur">
          <p>{messageErreur(code)}</p>
          <Bouton genre="second" onClick={() => void relireFile()}>
            {t("commun.reessayer")}
          </Bouton>
        </Alerte>
      </>
    );
  }
  if (!fraiche || !liste || restantes().length > 0) {
    return (
      <>
        <Titre>{t("agent.relecture")}</Titre>
        <p class="attente" role="status">
          {t("commun.chargement")}
        </p>
      </>
    );
  }
  return (
    <>
      <Titre>{t("agent.rien_a_relire")}</Titre>
      <p>{t("agent.rien_a_relire_texte")}</p>
      <div class="boutons">
        <Bouton genre="second" onClick={() => void relireFile()}>
          {t("agent.verifier_file")}
        </Bouton>
      </div>
      <Annulation />
    </>
  );
}

function UnePiece({ id }: { id: string }) {
  const { liste } = useFile();
  const [piece, poser] = useState<PieceRelue>();
  const [code, poserCode] = useState<string>(); // this pièce can't be shown
  const [refus, refuser] = useState(refusees.get(id)); // the decision was not taken
  const [demande, demander] = useState(false);
  const [occupe, occuper] = useState(false);
  const [numero, tourner] = useState(1);
  const [zoom, zoomer] = useState(0);
  const [montre, montrer] = useState<Fait>();
  const actif = useRef(true);
  useEffect(() => void refusees.delete(id), [id]);
  useEffect(
    () => () => {
      actif.current = false;
    },
    [],
  );

  useEffect(() => {
    void ouvrirPiece(id).then((lue) => {
      if (!actif.current) return;
      if (!lue.ok) return poserCode(lue.code);
      poser(lue.value);
    });
  }, [id]);
  // Asked again, it keeps its state and says its stage: it is read while we look, and may be decided meanwhile.
  const enLecture = piece !== undefined && (piece.etat === "en_lecture" || piece.etape !== undefined);
  useEffect(() => {
    if (!enLecture) return;
    const guet = setInterval(() => {
      if (document.hidden) return;
      void lirePieceRelue(id).then((lue) => actif.current && lue.ok && poser(lue.value));
    }, 1500);
    return () => clearInterval(guet);
  }, [enLecture, id]);
  // After this one is there, so that it is never slowed by the next.
  useEffect(() => {
    if (piece && liste) avancer(suivante(id));
  }, [piece, liste]);

  const versSuivante = useCallback(() => aller(suivante(id) ? adresse(suivante(id) ?? "") : "/agent/relecture"), [id]);

  const trancher = async (decision: Omit<Decision, "version">) => {
    if (!piece || occupe) return;
    occuper(true);
    refuser(undefined);
    const issue = await decider(id, { ...decision, version: piece.version });
    // Left meanwhile (the browser's own back): a decision taken is noted all the same, one refused is shown where it was.
    if (issue.ok) {
      marquerDecidee({
        piece: id,
        decision: decision.decision,
        eleve: `${piece.eleve.prenom} ${piece.eleve.nom}`,
      });
      oublierDemande(id);
      if (actif.current) versSuivante();
      return;
    }
    if (!actif.current) {
      if (!sessionCourante()) return;
      refusees.set(id, issue.code);
      aller(adresse(id));
      return;
    }
    occuper(false);
    demander(false);
    refuser(issue.code);
  };
  const accepter = () => void trancher({ decision: "acceptee" });
  const refaire = (motif: Motif, precision: string) =>
    void trancher({ decision: "a_refaire", motif, ...(precision === "" ? {} : { precision }) });

  const { rang, avant, apres } = voisines(id);
  const decidable = piece?.etat === "lue" && piece.courante !== false;

  const gestes = useRef<Record<string, () => void>>({});
  gestes.current = {
    ArrowLeft: () => avant && !occupe && aller(adresse(avant)),
    ArrowRight: () => apres && !occupe && aller(adresse(apres)),
    a: () => decidable && !piece?.medicale && accepter(),
    r: () => decidable && !occupe && demander(true),
    z: () => void (occupe || annuler()),
    "+": () => zoomer((z) => Math.min(zooms.length - 1, z + 1)),
    "-": () => zoomer((z) => Math.max(0, z - 1)),
    PageDown: () => piece && tourner((n) => Math.min(piece.pages.length, n + 1)),
    PageUp: () => tourner((n) => Math.max(1, n - 1)),
  };
  useEffect(() => {
    const touche = (frappe: KeyboardEvent) => {
      if (frappe.ctrlKey || frappe.metaKey || frappe.altKey || frappe.repeat || document.querySelector("dialog"))
        return;
      const cible = frappe.target as Element | null;
      if (cible?.matches?.("input, textarea, select")) return;
      // In the enlarged page the arrows scroll it.
      if (frappe.key.startsWith("Arrow") && cible?.classList?.contains("pages-cadre") && zoomCourant.current > 0)
        return;
      if (!raccourcis && frappe.key.length === 1) return;
      const geste = gestes.current[frappe.key.length === 1 ? frappe.key.toLowerCase() : frappe.key];
      if (!geste) return;
      frappe.preventDefault();
      geste();
    };
    addEventListener("keydown", touche);
    return () => removeEventListener("keydown", touche);
  }, []);
  const zoomCourant = useRef(0);
  zoomCourant.current = zoom;

  const montrerFait = useCallback((fait: Fait | undefined) => {
    montrer(fait);
    if (fait?.page && fait.boite) tourner(fait.page);
  }, []);

  if (code) {
    return (
      <>
        <Titre>{t("agent.relecture")}</Titre>
        <Alerte genre="erreur">
          <p>{code === "introuvable" ? t("agent.piece_absente") : messageErreur(code)}</p>
        </Alerte>
        <a class="bouton bouton-principal" href="/agent/relecture">
          {t("agent.vers_file")}
        </a>
      </>
    );
  }
  if (!piece) {
    return (
      <p class="attente" role="status">
        {t("commun.chargement")}
      </p>
    );
  }
  return (
    <div class="relecture">
      <div class="relecture-tete">
        <div class="relecture-pile">
          <Pas nom={t("agent.precedente")} signe="←" vers={occupe ? undefined : avant} />
          {rang >= 0 && liste && <span>{t("agent.rang", { rang: rang + 1, total: liste.length })}</span>}
          <Pas nom={t("agent.suivante")} signe="→" vers={occupe ? undefined : apres} />
        </div>
        <Titre>{nomType(piece.type)}</Titre>
        <p class="relecture-qui">
          <strong>
            {piece.eleve.nom} {piece.eleve.prenom}
          </strong>
          {piece.eleve.division && ` · ${piece.eleve.division}`} ·{" "}
          {t("agent.envoyee_par", { responsable: piece.responsable, quand: jourEtHeure(piece.deposee_le) })}
          {piece.version > 1 && ` · ${t("agent.version", { n: piece.version })}`}
        </p>
      </div>
      <div class="relecture-corps">
        {piece.medicale ? (
          <Medicale />
        ) : (
          <Pages piece={piece} numero={numero} tourner={tourner} zoom={zoom} zoomer={zoomer} montre={montre} />
        )}
        <div class="relecture-cote">
          {refus && <Conflit code={refus} piece={piece} />}
          <Decidee piece={piece} reprise={poser} />
          {piece.en_panne && (
            <Alerte genre="attention" titre={t("agent.panne_titre")}>
              <p>{t("agent.panne_texte")}</p>
            </Alerte>
          )}
          {!piece.medicale && !piece.en_panne && !enLecture && <Avis piece={piece} />}
          {decidable && (
            <div class="boutons decision">
              {!piece.medicale && (
                <Bouton occupe={occupe} onClick={accepter} aria-keyshortcuts="A">
                  <kbd>A</kbd> {t("agent.accepter")}
                </Bouton>
              )}
              <Bouton genre="danger" occupe={occupe} onClick={() => demander(true)} aria-keyshortcuts="R">
                <kbd>R</kbd> {t("agent.a_refaire")}
              </Bouton>
            </div>
          )}
          {!piece.medicale && <Faits piece={piece} montre={montre} montrer={montrerFait} />}
          {!piece.medicale && <Fichier piece={piece} relue={poser} />}
          <Raccourcis />
        </div>
      </div>
      {demande && (
        <DemanderANouveau
          piece={id}
          type={piece.type}
          occupe={occupe}
          fermer={() => demander(false)}
          demander={refaire}
        />
      )}
      <Annulation />
    </div>
  );
}

// Nothing of it came to this screen: the box keeps neither picture nor word of it for agents.
function Medicale() {
  return (
    <div class="pages pages-vides">
      <p class="alerte-titre">{t("agent.medicale_titre")}</p>
      <p>{t("agent.medicale_texte")}</p>
      <p>{t("agent.medicale_suite")}</p>
    </div>
  );
}

function Pas({ nom, signe, vers }: { nom: string; signe: string; vers: string | undefined }) {
  if (!vers) {
    return (
      <span class="outil outil-absent" aria-hidden="true">
        {signe}
      </span>
    );
  }
  return (
    <a class="outil" href={adresse(vers)} title={nom}>
      <span aria-hidden="true">{signe}</span>
      <span class="lecteur-seul">{nom}</span>
    </a>
  );
}

function Conflit({ code, piece }: { code: string; piece: PieceRelue }) {
  const voir = async () => {
    await relireFile();
    const autre = remplacante(piece) ?? restantes()[0]?.piece;
    aller(autre ? adresse(autre) : "/agent/relecture");
  };
  const phrase = tSiConnu("agent", `conflit_${code}`);
  return (
    <Alerte genre="erreur" titre={t("agent.conflit_titre")}>
      <p>{phrase ?? messageErreur(code)}</p>
      {phrase && (
        <Bouton genre="second" onClick={() => void voir()}>
          {t("agent.conflit_voir")}
        </Bouton>
      )}
    </Alerte>
  );
}

function Decidee({ piece, reprise }: { piece: PieceRelue; reprise: (piece: PieceRelue) => void }) {
  const [refus, refuser] = useState<string>();
  if (piece.courante === false) {
    return (
      <Alerte genre="attention">
        <p>{t("agent.remplacee")}</p>
      </Alerte>
    );
  }
  if (piece.etat === "en_lecture" || (piece.etat === "lue" && piece.etape !== undefined)) {
    return (
      <Alerte>
        <p>{t(piece.etat === "en_lecture" ? "agent.en_lecture" : "agent.relecture_machine")}</p>
      </Alerte>
    );
  }
  if (!piece.decidee_le) return null;
  const reprendre = async () => {
    const issue = await reprendreDecision(piece.piece);
    if (!issue.ok) return refuser(issue.code);
    marquerReprise(piece.piece);
    reprise(issue.value);
  };
  return (
    <Alerte genre={piece.etat === "acceptee" ? "succes" : "attention"}>
      <p>
        {t(piece.etat === "acceptee" ? "agent.decidee_acceptee" : "agent.decidee_a_refaire", {
          quand: jourEtHeure(piece.decidee_le),
          par: piece.decidee_par ?? "",
        })}
      </p>
      {piece.motif && <p>{t("agent.apercu_refaire", { motif: tSiConnu("motif", piece.motif) ?? piece.motif })}</p>}
      {piece.precision && <p>{t("agent.apercu_mot", { mot: piece.precision })}</p>}
      {refus && (
        <p class="champ-erreur" role="alert">
          {tSiConnu("agent", `conflit_${refus}`) ?? messageErreur(refus)}
        </p>
      )}
      <Bouton genre="second" onClick={() => void reprendre()}>
        {t("agent.reprendre_decision")}
      </Bouton>
    </Alerte>
  );
}

async function annuler(): Promise<void> {
  const annulable = annulableCourante();
  if (!annulable) return;
  oublierAnnulable();
  const issue = await reprendreDecision(annulable.piece);
  if (issue.ok) marquerReprise(annulable.piece);
  // Shown again either way: an undo that was refused must be seen on the pièce itself.
  aller(adresse(annulable.piece));
}

// Said aloud, and within reach of Z, for ten seconds; afterwards the pièce itself offers to take the decision back.
function Annulation() {
  const { annulable } = useFile();
  return (
    <div class="annulation" role="status">
      {annulable && (
        <p>
          {t(annulable.decision === "acceptee" ? "agent.fait_acceptee" : "agent.fait_a_refaire", {
            eleve: annulable.eleve,
          })}
          <button type="button" class="bouton bouton-lien" aria-keyshortcuts="Z" onClick={() => void annuler()}>
            <kbd>Z</kbd> {t("commun.annuler")}
          </button>
        </p>
      )}
    </div>
  );
}

function Raccourcis() {
  const [actifs, activer] = useState(raccourcis);
  const touches: ReadonlyArray<[string, string]> = [
    ["A", t("agent.accepter")],
    ["R", t("agent.a_refaire")],
    ["Z", t("commun.annuler")],
    ["← →", t("agent.raccourci_pile")],
    ["+ −", t("agent.raccourci_zoom")],
    ["⇞ ⇟", t("agent.raccourci_pages")],
  ];
  return (
    <details class="raccourcis">
      <summary>{t("agent.raccourcis")}</summary>
      <dl>
        {touches.map(([touche, effet]) => (
          <div key={touche}>
            <dt>
              <kbd>{touche}</kbd>
            </dt>
            <dd>{effet}</dd>
          </div>
        ))}
      </dl>
      <label class="choix">
        <input
          type="checkbox"
          checked={actifs}
          onChange={(clic) => {
            raccourcis = clic.currentTarget.checked;
            activer(raccourcis);
          }}
        />
        <span>{t("agent.raccourcis_actifs")}</span>
      </label>
    </details>
  );
}
