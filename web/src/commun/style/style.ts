import "./theme.css";
import "./jetons.css";
import "./base.css";
import "./impression.css";
