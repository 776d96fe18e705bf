#!/usr/bin/python3
"""Records learning rates and momenta of PyTorch's schedulers: python3 schedules.py > schedules.json"""
import json
import torch
from torch.optim import lr_scheduler as s

EPOCHS, STEPS = 6, 5  # 6 epochs of 5 steps


def optimizer(rate=0.4):
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], rate, momentum=0.9)


def per_step(make):
    opt = optimizer()
    schedule = make(opt)
    rates, momenta = [], []
    for _ in range(EPOCHS * STEPS):
        rates.append(opt.param_groups[0]["lr"])
        momenta.append(opt.param_groups[0]["momentum"])
        opt.step()
        if len(rates) < EPOCHS * STEPS:
            schedule.step()
    return {"rates": rates, "momenta": momenta}


def per_epoch(make, metrics=None):
    opt = optimizer()
    schedule = make(opt)
    rates = []
    for epoch in range(len(metrics) if metrics else EPOCHS):
        rates.append(opt.param_groups[0]["lr"])
        opt.step()
        schedule.step(metrics[epoch]) if metrics else schedule.step()
    return {"rates": rates, "metrics": metrics}


def warm(opt, then, steps):
    return s.SequentialLR(opt, [s.LinearLR(opt, 0.1, 1, steps), then(opt)], [steps])


losses = [1.0, 0.8, 0.8, 0.81, 0.79995, 0.9, 0.7, 0.71, 0.72, 0.73, 0.74, 0.75, 0.76, 0.77, 0.6]
total = EPOCHS * STEPS
recorded = {
    "epochs": EPOCHS,
    "steps": STEPS,
    "torch": torch.__version__,
    "step": per_epoch(lambda o: s.StepLR(o, 2, 0.1)),
    "step15": per_epoch(lambda o: s.StepLR(o, 2, 0.15)),
    "plateau": per_epoch(lambda o: s.ReduceLROnPlateau(o, "min", 0.1, 3), losses),
    "plateau1": per_epoch(lambda o: s.ReduceLROnPlateau(o, "min", 0.5, 1), losses),
    "cosine": per_step(lambda o: s.CosineAnnealingLR(o, total)),
    "cosineFloor": per_step(lambda o: s.CosineAnnealingLR(o, total, 0.04)),
    "polynomial": per_step(lambda o: s.PolynomialLR(o, total, 2)),
    "oneCycle": per_step(lambda o: s.OneCycleLR(o, 0.4, total_steps=total)),
    "oneCycleOther": per_step(lambda o: s.OneCycleLR(o, 0.4, total_steps=total, pct_start=0.1, div_factor=10, final_div_factor=100)),
    "oneCycleStill": per_step(lambda o: s.OneCycleLR(o, 0.4, total_steps=total, cycle_momentum=False)),
    "warmCosine": per_step(lambda o: warm(o, lambda p: s.CosineAnnealingLR(p, total - 2 * STEPS), 2 * STEPS)),
}
print("{" + ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in recorded.items()) + "}")
