//! What one customer costs and leaves.

use rust_decimal::Decimal;

use crate::manifest::model::{Number, UnitEconomics};

/// What an average customer costs and pays, a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Margin {
    /// The cost, with a share of what runs without any customer.
    pub cost: Decimal,
    /// The lowest price.
    pub price: Decimal,
}

impl Margin {
    /// Works it out, or names the fields that nobody told; calls of models count where there are any.
    pub(super) fn of(unit: &UnitEconomics, uses_models: bool) -> Result<Self, Vec<&'static str>> {
        let mut untold = Vec::new();
        let mut take = |field: &'static str, amount: Option<Number>| {
            if amount.is_none() {
                untold.push(field);
            }
            amount.map_or(Decimal::ZERO, |Number(amount)| amount)
        };
        let price = take("price_floor", unit.price_floor);
        let customers = take("customers", unit.customers.map(Number::from));
        let baseline = take("baseline", unit.baseline);
        let alone = take("per_tenant", unit.per_tenant);
        let fees = take("payment_fees", unit.payment_fees);
        let mut product = |each: (&'static str, Option<Number>),
                           times: (&'static str, Option<Number>)| {
            let each = take(each.0, each.1);
            if each.is_zero() {
                Decimal::ZERO
            } else {
                each.saturating_mul(take(times.0, times.1))
            }
        };
        let usage = product(
            ("per_usage", unit.per_usage),
            ("usage_per_customer", unit.usage_per_customer),
        );
        let support = product(
            (
                "support_hours_per_customer",
                unit.support_hours_per_customer,
            ),
            ("support_hour_cost", unit.support_hour_cost),
        );
        let models = if uses_models {
            product(
                ("ai_per_call", unit.ai_per_call),
                ("ai_calls_per_customer", unit.ai_calls_per_customer),
            )
        } else {
            Decimal::ZERO
        };
        if !untold.is_empty() {
            return Err(untold);
        }
        let shared = baseline / customers.max(Decimal::ONE);
        let cost = [shared, alone, fees, usage, support, models]
            .into_iter()
            .fold(Decimal::ZERO, Decimal::saturating_add);
        Ok(Self { cost, price })
    }

    /// Whether the share of the price that is left is at most so much.
    pub(super) fn is_at_most(&self, share: Decimal) -> bool {
        self.left() <= self.price.saturating_mul(share)
    }

    /// Whether the share of the price that is left is less than so much.
    pub(super) fn is_below(&self, share: Decimal) -> bool {
        self.left() < self.price.saturating_mul(share)
    }

    /// What is left of the price.
    pub(super) fn left(&self) -> Decimal {
        self.price.saturating_sub(self.cost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn margin(cost: u32, price: u32) -> Margin {
        Margin {
            cost: Decimal::from(cost),
            price: Decimal::from(price),
        }
    }

    #[test]
    fn a_margin_is_compared_without_dividing() {
        let half = Decimal::new(5, 1);
        assert!(margin(50, 100).is_at_most(half));
        assert!(!margin(50, 100).is_below(half));
        assert!(margin(51, 100).is_below(half));
        assert!(margin(1, 0).is_at_most(Decimal::ZERO));
    }
}
