//! How traffic and administrators get in, and whether somebody decided that.

use crate::manifest::Stands;
use crate::manifest::model::{DataPlane, Network};
use crate::rules::{Context, Fact, RuleOutcome, Shortfalls};
use crate::text::says_nothing;
use crate::yaml::Located;

pub(super) fn network_locked(cx: &Context<'_>) -> RuleOutcome {
    let network = cx.section(&cx.manifest.network, "network")?;
    let owner = cx.owner_or_area(network.owner.as_ref(), "pre_production");
    let mut found = Shortfalls::none();
    check_entries(network, owner, &mut found);
    Fact {
        clause: "store_reachable",
        field: "data_plane",
        path: network.at("data_plane"),
        subject: "network",
        owner,
        is_so: network.data_plane.map(|plane| plane == DataPlane::Private),
        otherwise: "stores can be reached from the internet".to_owned(),
        cure: "move them into a network of their own",
    }
    .check(&mut found);
    check_stores(cx, network, &mut found);
    let fields = [
        (
            "admin_path",
            says_nothing(network.admin_path.as_ref()),
            "how administrators get in",
        ),
        (
            "decision",
            network.decision.is_none(),
            "where the ways in were decided",
        ),
    ];
    for (field, _, what) in fields.into_iter().filter(|(_, is_absent, _)| *is_absent) {
        found
            .untold(network.at(field), "network", format!("nobody told {what}"))
            .owned_by(owner)
            .comparing(field)
            .cure(format!("write `{field}`"));
    }
    if let Some(why) = network.decision.as_ref().and_then(|it| cx.why_not_kept(it)) {
        found
            .fails(
                "decision_lost",
                network.at("decision"),
                "network",
                format!("nothing shows that the ways in were decided: {why}"),
            )
            .owned_by(owner)
            .cure("keep the decision, and write where it lies");
    }
    Ok(found)
}

fn check_entries(network: &Located<Network>, owner: Option<&str>, found: &mut Shortfalls) {
    if network.entry_points.is_empty() {
        found
            .untold(
                network.at("entry_points"),
                "network",
                "nobody told through which public ways traffic gets in",
            )
            .owned_by(owner)
            .comparing("entry_points")
            .cure("list them under `entry_points`");
    }
    for entry in &network.entry_points {
        Fact {
            clause: "entry_undecided",
            field: "decided",
            path: entry.at("decided"),
            subject: &entry.name,
            owner: entry.owner.as_deref().or(owner),
            is_so: entry.decided,
            otherwise: format!("nobody decided that `{}` is a public way in", entry.name),
            cure: "decide that it stays and why, or close it",
        }
        .check(found);
    }
}

/// What the inventory says of single stores, against what is said of the network.
fn check_stores(cx: &Context<'_>, network: &Located<Network>, found: &mut Shortfalls) {
    let data = cx.manifest.data.given();
    let stores = data.into_iter().flat_map(|data| data.stores.iter());
    for (id, store) in stores.filter(|(_, store)| store.internet_reachable == Some(true)) {
        found
            .fails(
                "store_reachable",
                store.at("internet_reachable"),
                id,
                format!("store `{id}` can be reached from the internet"),
            )
            .owned_by(store.owner.as_deref())
            .beside(network.at("data_plane"), "said of the network here")
            .cure("take its public address away");
    }
}
